"""The BPMN that this engine executes as drawn: elements, attributes and settings, by where they may stand.

Data only; `allowed` walks a file along these lists. Whatever is missing here is refused. What concerns flow
nodes themselves comes from `engine.bpmn.support`, the list of what is executed.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.bpmn import support
from engine.forms.words import DATA_CLASSES


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_EXPRESSIONS = _words(
    "conditionExpression condition timeDate timeDuration timeCycle loopCardinality completionCondition "
    "loopCondition"
)
_IN_NODE = _words("documentation extensionElements incoming outgoing")
_IN_ACTIVITY = _IN_NODE | _words("standardLoopCharacteristics multiInstanceLoopCharacteristics")
_NOTES = _words("textAnnotation association group")
_IN_PROCESS = support.ELEMENTS | _NOTES
_IN_PROCESS |= _words("documentation extensionElements laneSet sequenceFlow")
_DEFINITIONS = _words(
    "messageEventDefinition signalEventDefinition timerEventDefinition errorEventDefinition "
    "escalationEventDefinition terminateEventDefinition conditionalEventDefinition linkEventDefinition"
)

CHILDREN: Mapping[str, frozenset[str]] = {
    "definitions": _words("documentation collaboration process message signal error escalation category"),
    "collaboration": _words("documentation participant messageFlow") | _NOTES,
    "participant": _words("documentation"),
    "process": _IN_PROCESS,
    "subProcess": _IN_PROCESS | _IN_ACTIVITY,
    "callActivity": _IN_ACTIVITY,
    "laneSet": _words("documentation lane"),
    "childLaneSet": _words("documentation lane"),
    "lane": _words("documentation flowNodeRef childLaneSet"),
    "sequenceFlow": _words("documentation conditionExpression"),
    "textAnnotation": _words("text"),
    "category": _words("categoryValue"),
    "messageFlow": _words("documentation"),
    "multiInstanceLoopCharacteristics": _words(
        "loopCardinality completionCondition loopDataInputRef inputDataItem"
    ),
    "standardLoopCharacteristics": _words("loopCondition"),
    "timerEventDefinition": _words("timeDate timeDuration timeCycle"),
    "conditionalEventDefinition": _words("condition"),
    **dict.fromkeys(support.TASKS, _IN_ACTIVITY),
    **dict.fromkeys(support.GATEWAYS, _IN_NODE),
    **dict.fromkeys(support.EVENTS, _IN_NODE | _DEFINITIONS),
}
"""BPMN elements by the element they lie in; an element that is no key here has no BPMN children."""

ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "definitions": _words("name targetNamespace exporter exporterVersion expressionLanguage typeLanguage"),
    "collaboration": _words("name isClosed"),
    "participant": _words("name processRef"),
    "message": _words("name"),
    "signal": _words("name"),
    "error": _words("name errorCode"),
    "escalation": _words("name escalationCode"),
    "messageFlow": _words("name sourceRef targetRef"),
    "laneSet": _words("name"),
    "lane": _words("name"),
    "association": _words("sourceRef targetRef associationDirection"),
    "group": _words("categoryValueRef"),
    "categoryValue": _words("value"),
    "textAnnotation": _words("textFormat"),
    "documentation": _words("textFormat"),
    "messageEventDefinition": _words("messageRef"),
    "signalEventDefinition": _words("signalRef"),
    "errorEventDefinition": _words("errorRef"),
    "escalationEventDefinition": _words("escalationRef"),
    "linkEventDefinition": _words("name"),
    "inputDataItem": _words("name"),
    **dict.fromkeys(_EXPRESSIONS, _words("language")),
    **support.ATTRIBUTES,
}
"""Attributes without a namespace; `id` is allowed everywhere."""

ONLY_VALUES: Mapping[str, frozenset[str]] = {
    "isClosed": _words("false"),
    "implementation": _words("##unspecified ##WebService"),
    **support.IGNORED_VALUES,
}
"""Attributes that are allowed only with the value that changes nothing."""

LANGUAGES = _words(
    "feel https://www.omg.org/spec/DMN/20191111/FEEL/ https://www.omg.org/spec/DMN/20211108/FEEL/ "
    "https://www.omg.org/spec/DMN/20230324/FEEL/"
) | {""}

_TEMPLATED = _words("modelerTemplate modelerTemplateVersion modelerTemplateIcon")
SETTINGS: Mapping[str, frozenset[str]] = {
    "process": _words("versionTag historyTimeToLive isStartableInTasklist") | _TEMPLATED,
    "startEvent": _words("formKey"),
    "userTask": _words("formKey dueDate followUpDate priority assignee candidateGroups") | _TEMPLATED,
    "serviceTask": _words("type topic") | _TEMPLATED,
    "businessRuleTask": _words("decisionRef") | _TEMPLATED,
    "callActivity": _TEMPLATED,
    "multiInstanceLoopCharacteristics": _words("collection elementVariable"),
}
"""`camunda:` attributes by element; elements that are no key here take none."""

INPUTS = _words("serviceTask businessRuleTask callActivity")
"""Elements that take `camunda:inputParameter`; what a call hands in are names of the called process."""

CODE = _words(
    "class delegateExpression expression executionListener taskListener variableListener connector script "
    "scriptTask auditing monitoring preScript postScript unitTests serviceTaskOperator"
)
"""Names of places where other engines run program code."""

_YES_NO = _words("ja nein")
PROPERTIES: Mapping[str, frozenset[str]] = {
    "vierAugen": frozenset(),
    "zeichnung": _words("none mitzeichnung feststellung schlusszeichnung"),
    "vertretung": _YES_NO,
    "verdeckt": _YES_NO,
    "datenklasse": frozenset(DATA_CLASSES),
    "rag": _words("INF FOR SAC ENT BET DOK ZAH FRI"),
    "rueckholbar": _YES_NO,
    "gemeinsam": _YES_NO,
    "spezifikation": frozenset(),
    "kennzahl": frozenset(),
    "vorlage": frozenset(),
    "titel": frozenset(),
    "entwurf": _YES_NO,
    "gezeichnet_von": frozenset(),
    "an": frozenset(),
    "beteiligter": frozenset(),
    "pflichtausgabe": frozenset(),
    "fehltext": frozenset(),
    "vorschlag": _words("neu vorgaben"),
}
"""`camunda:property` names and, where there is a choice, their values (empty: any text)."""

TOPICS = _words("dokument mitteilung ausgabe")
"""Service tasks do one of these; nothing else can be called."""
