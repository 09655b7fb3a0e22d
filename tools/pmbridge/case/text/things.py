"""The appliances that people write about, with what goes wrong with each.

Simulated, and free of brands on purpose.
"""

from __future__ import annotations

from typing import NamedTuple

from pmbridge.case.text.grammar import Pen, lexicon


class Thing(NamedTuple):
    """One appliance: how people call it, whether one person can carry it, faults and parts."""

    names: tuple[str, ...]
    big: bool
    faults: tuple[str, ...]
    parts: tuple[str, ...]


def _thing(names: str, big: bool, faults: str, parts: str) -> Thing:
    def split(text: str) -> tuple[str, ...]:
        return tuple(word.strip() for word in text.split(";"))

    return Thing(split(names), big, split(faults), split(parts))


# Every fault reads after "it" or after the name: "my kettle stopped clicking off".
THINGS: dict[str, Thing] = {
    "kettle": _thing(
        "kettle; kettle; electric kettle",
        False,
        "stopped clicking off; went dead; started leaking from the base; only got lukewarm; "
        "tripped the fuse; switched itself off after ten seconds",
        "switch; base plate; element; thermostat",
    ),
    "toaster": _thing(
        "toaster; toaster; four-slice toaster",
        False,
        "would not hold the bread down; only toasted one side; smelled of burning plastic; "
        "tripped the fuse; stopped popping up",
        "lever; magnet; timer board; heating wire",
    ),
    "washing machine": _thing(
        "washing machine; washing machine; washer; front loader",
        True,
        "stopped spinning; would not drain; leaked all over the floor; jumped across the room; "
        "got stuck on rinse; refused to open its door; made a noise like gravel; threw error E18",
        "drain pump; door seal; drum bearing; carbon brush; door lock",
    ),
    "vacuum": _thing(
        "vacuum cleaner; vacuum; hoover; cordless vacuum",
        False,
        "lost all its suction; cut out after five minutes; stopped pulling in the cable; "
        "started to smell hot; would not charge any more; began to howl",
        "motor; battery; cable reel; floor brush; filter housing",
    ),
    "sewing machine": _thing(
        "sewing machine; sewing machine; old sewing machine; overlocker",
        False,
        "skipped every third stitch; jammed on thick fabric; stopped feeding; snapped needles; "
        "would only go backwards; ran at full speed or not at all",
        "foot pedal; timing belt; bobbin case; tension spring",
    ),
    "coffee machine": _thing(
        "coffee machine; espresso machine; coffee maker; coffee machine",
        False,
        "stopped pumping; dripped into the tray instead of the cup; kept asking to be descaled; "
        "ground the beans and then did nothing; lost pressure; leaked from underneath",
        "pump; brew group; grinder; seal ring; thermoblock",
    ),
    "dryer": _thing(
        "tumble dryer; dryer; dryer; condenser dryer",
        True,
        "squealed like a pig; ran cold; stopped turning; left everything damp; "
        "switched off after two minutes; smelled scorched",
        "belt; heat pump; drum roller; thermal fuse; condenser",
    ),
    "phone": _thing(
        "phone; phone; mobile; old smartphone",
        False,
        "would not charge; went black; lost its microphone; died at 40 percent; "
        "fell in the sink; stopped reading the SIM card",
        "screen; battery; charging port; speaker",
    ),
    "console": _thing(
        "games console; console; game console; handheld console",
        False,
        "stopped reading discs; drifted to the left all by itself; overheated within ten minutes; "
        "no longer showed a picture; ejected every disc; shut down in the middle of a game",
        "disc drive; fan; HDMI port; thumbstick; power supply",
    ),
    "laptop": _thing(
        "laptop; laptop; work laptop; old laptop",
        False,
        "would not start; had half a dead keyboard; flickered; shut down without the charger; "
        "got so hot it hurt; lost its hinge",
        "hinge; keyboard; battery; fan; charging socket",
    ),
    "dishwasher": _thing(
        "dishwasher; dishwasher; slimline dishwasher",
        True,
        "left sand on the plates; would not drain; leaked under the floorboards; "
        "beeped and stopped halfway; never dissolved the tablet; stayed cold",
        "circulation pump; spray arm; inlet valve; door spring; float switch",
    ),
    "iron": _thing(
        "iron; steam iron; iron",
        False,
        "spat brown water; stopped steaming; went stone cold; tripped the fuse",
        "thermostat; cord; steam valve",
    ),
    "mixer": _thing(
        "stand mixer; food mixer; mixer; hand mixer",
        False,
        "stopped turning under load; smoked in the middle of a cake; only ran on the top speed; "
        "lost oil into the dough; clicked and did nothing",
        "gear wheel; speed switch; carbon brush; motor",
    ),
    "microwave": _thing(
        "microwave; microwave; microwave oven",
        False,
        "ran but did not heat; sparked; stopped turning its plate; hummed and then went dark",
        "magnetron; door switch; turntable motor; fuse",
    ),
    "oven": _thing(
        "oven; cooker; oven; built-in oven",
        True,
        "stayed cold on the left; burned everything at the back; tripped the whole flat; "
        "would not unlock after cleaning; lost its fan",
        "fan heater; door hinge; thermostat; control board",
    ),
    "fridge": _thing(
        "fridge; fridge freezer; fridge; freezer",
        True,
        "stopped cooling; froze the lettuce; beeped all night; leaked a puddle every morning; "
        "clicked on and off every minute",
        "compressor relay; door seal; fan; thermostat; defrost heater",
    ),
    "radio": _thing(
        "radio; kitchen radio; old radio; digital radio",
        False,
        "crackled and went quiet; only picked up one station; hummed; lost its left speaker",
        "volume knob; aerial; capacitor; speaker",
    ),
    "record player": _thing(
        "record player; turntable; record player",
        False,
        "ran too fast; hummed louder than the music; dropped its arm; stopped halfway each side",
        "belt; stylus; motor; arm lift",
    ),
    "lamp": _thing(
        "lamp; desk lamp; standing lamp; bedside lamp",
        False,
        "flickered; buzzed; went out for good; only worked if you held the cable",
        "switch; socket; cable; dimmer",
    ),
    "television": _thing(
        "TV; television; TV",
        True,
        "had sound but no picture; clicked and restarted; grew a line down the middle; "
        "would not leave standby",
        "backlight; power board; panel; HDMI board",
    ),
    "printer": _thing(
        "printer; printer; laser printer",
        False,
        "ate the paper; printed only pink; claimed a jam that was not there; went offline for good",
        "roller; print head; paper tray; fuser",
    ),
    "bread maker": _thing(
        "bread maker; bread machine; bread maker",
        False,
        "stopped kneading; baked bricks; lost its paddle; leaked dough into the works",
        "belt; paddle shaft; keypad; heating coil",
    ),
    "drill": _thing(
        "drill; cordless drill; hammer drill",
        False,
        "sparked at the back; would not hold a bit; ran only backwards; would not charge any more",
        "chuck; battery pack; carbon brush; trigger",
    ),
    "hair dryer": _thing(
        "hair dryer; hairdryer; hair dryer",
        False,
        "blew cold; smelled of burnt hair; cut out every two minutes; only worked at an angle",
        "cable; fan; heating coil; thermal switch",
    ),
    "blender": _thing(
        "blender; smoothie blender; blender",
        False,
        "leaked from the bottom; ground to a halt; smelled of rubber; ran with nobody touching it",
        "coupling; seal; blade unit; safety switch",
    ),
    "heater": _thing(
        "fan heater; heater; oil radiator",
        False,
        "blew cold; ticked and went out; tripped the fuse; rattled like a tin of nails",
        "thermostat; fan; tip-over switch; heating coil",
    ),
}

_EUROS = ("€#", "€#", "€ #", "#€", "# euro", "# euros", "# EUR", "#,- euro")
_OTHERS = (
    ("kettle", "toaster", "vacuum cleaner", "lamp"),
    ("record player", "mixer", "iron", "drill"),
)


def thing_context(pen: Pen, thing: Thing) -> dict[str, str]:
    """Return the slots that belong to one appliance, and how this person writes amounts."""
    return {
        "thing": pen.pick(thing.names),
        "fault": pen.pick(thing.faults),
        "part": pen.pick(thing.parts),
        "kinless": pen.pick(lexicon()["kinless"]),
        "dayx": pen.pick(("Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")),
        "thing2": pen.pick(_OTHERS[thing.names[0] in _OTHERS[0]]),
        "_euro": (euro := pen.pick(_EUROS)),
        "eurx": euro.replace("#", str(189 + pen.below(70))),
        "_spell": "no" if pen.chance(0.35) else "yes",
        ("big" if thing.big else "small"): thing.names[0],
    }
