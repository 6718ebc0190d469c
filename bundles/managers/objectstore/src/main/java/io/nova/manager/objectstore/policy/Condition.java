package io.nova.manager.objectstore.policy;

import java.util.List;
import java.util.function.Predicate;

/**
 * A condition of a statement on one key.
 *
 * @param key in its canonical form
 * @param texts its values as written
 * @param ifExists whether it holds for requests without the key
 */
record Condition(
        String key,
        Operator operator,
        Scope scope,
        boolean ifExists,
        List<String> texts,
        List<ValueTest> tests) {

    /** Of which of the request's values it must hold. */
    enum Scope {
        /** Of the one value that there is. */
        ONE,
        /** Of each; also if there is none. */
        ALL,
        /** Of at least one. */
        ANY
    }

    boolean holds(ConditionKeys keys) {
        List<String> values = keys.values(key);
        if (operator.type() == Operator.Type.PRESENCE) {
            String absent = Boolean.toString(values.isEmpty());
            return tests.stream().anyMatch(test -> test.holds(absent, keys));
        }
        if (values.isEmpty()) {
            return ifExists || scope == Scope.ALL || (scope == Scope.ONE && operator.negated());
        }
        Predicate<String> one =
                value ->
                        operator.negated()
                                != tests.stream().anyMatch(test -> test.holds(value, keys));
        boolean each = scope == Scope.ALL || (scope == Scope.ONE && operator.negated());
        return each ? values.stream().allMatch(one) : values.stream().anyMatch(one);
    }
}
