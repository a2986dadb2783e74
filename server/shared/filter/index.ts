export { filterLimits, fieldOf, isKeyed, operatorsOf, type Condition, type FilterField, type FilterNode, type FilterOperator, type FilterProblem, type FilterValue, type ParsedFilter, type Vocabulary } from "./ast.ts";
export { parseSearch } from "./parse.ts";
export { allOf, conditionsOf, conditionText, conjuncts, fieldIn, filterText } from "./print.ts";
export { isTime, timeMs } from "./time.ts";
export { modelVocabulary, runVocabulary, versionVocabulary, type ModelField, type RunField, type VersionField } from "./vocabularies.ts";
