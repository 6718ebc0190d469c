package io.nova.manager.objectstore.policy;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How a condition compares.
 *
 * @param negated whether it holds where none of its values does
 * @param type of its values
 */
record Operator(boolean negated, Type type, ValueTest.Maker maker) {

    /** What the values are. */
    enum Type {
        TEXT,
        NUMBER,
        DATE,
        BOOL,
        ADDRESS,
        /** Whether the key is in the request at all. */
        PRESENCE
    }

    private static final Map<String, Operator> NAMES = names();

    private static Map<String, Operator> names() {
        Map<String, Operator> names = new HashMap<>();
        both(names, "String", "Equals", Type.TEXT, ValueTest::equal);
        both(names, "String", "EqualsIgnoreCase", Type.TEXT, ValueTest::equalInAnyCase);
        both(names, "String", "Like", Type.TEXT, ValueTest::like);
        both(names, "Arn", "Equals", Type.TEXT, ValueTest::arn);
        both(names, "Arn", "Like", Type.TEXT, ValueTest::arn);
        both(names, "Numeric", "Equals", Type.NUMBER, ValueTest.number(c -> c == 0));
        one(names, "NumericLessThan", Type.NUMBER, ValueTest.number(c -> c < 0));
        one(names, "NumericLessThanEquals", Type.NUMBER, ValueTest.number(c -> c <= 0));
        one(names, "NumericGreaterThan", Type.NUMBER, ValueTest.number(c -> c > 0));
        one(names, "NumericGreaterThanEquals", Type.NUMBER, ValueTest.number(c -> c >= 0));
        both(names, "Date", "Equals", Type.DATE, ValueTest.date(c -> c == 0));
        one(names, "DateLessThan", Type.DATE, ValueTest.date(c -> c < 0));
        one(names, "DateLessThanEquals", Type.DATE, ValueTest.date(c -> c <= 0));
        one(names, "DateGreaterThan", Type.DATE, ValueTest.date(c -> c > 0));
        one(names, "DateGreaterThanEquals", Type.DATE, ValueTest.date(c -> c >= 0));
        one(names, "Bool", Type.BOOL, ValueTest::bool);
        one(names, "BinaryEquals", Type.TEXT, (text, variables) -> ValueTest.equal(text, false));
        one(names, "IpAddress", Type.ADDRESS, ValueTest::ip);
        names.put("NotIpAddress", new Operator(true, Type.ADDRESS, ValueTest::ip));
        one(names, "Null", Type.PRESENCE, ValueTest::bool);
        return Map.copyOf(names);
    }

    private static void one(
            Map<String, Operator> names, String name, Type type, ValueTest.Maker maker) {
        names.put(name, new Operator(false, type, maker));
    }

    private static void both(
            Map<String, Operator> names,
            String kind,
            String name,
            Type type,
            ValueTest.Maker maker) {
        one(names, kind + name, type, maker);
        names.put(kind + "Not" + name, new Operator(true, type, maker));
    }

    /** Returns the operator of a name without what may stand before or behind it. */
    static Optional<Operator> find(String name) {
        return Optional.ofNullable(NAMES.get(name));
    }
}
