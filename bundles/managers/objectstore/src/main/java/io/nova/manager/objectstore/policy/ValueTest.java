package io.nova.manager.objectstore.policy;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntPredicate;

/** One value of a condition, to be held against one value of the request. */
@FunctionalInterface
interface ValueTest {

    boolean holds(String value, ConditionKeys keys);

    /** Makes tests of the values that policies have. */
    @FunctionalInterface
    interface Maker {

        /**
         * @throws IllegalArgumentException if the text is no value of the operator's type
         */
        ValueTest make(String text, boolean variables);
    }

    static ValueTest equal(String text, boolean variables) {
        PolicyText wanted = PolicyText.of(text, variables);
        return (value, keys) -> wanted.literal(keys).filter(value::equals).isPresent();
    }

    static ValueTest equalInAnyCase(String text, boolean variables) {
        PolicyText wanted = PolicyText.of(text, variables);
        return (value, keys) -> wanted.literal(keys).filter(value::equalsIgnoreCase).isPresent();
    }

    static ValueTest like(String text, boolean variables) {
        PolicyText wanted = PolicyText.of(text, variables);
        return (value, keys) -> wanted.glob(keys).filter(glob -> glob.matches(value)).isPresent();
    }

    /** A resource's name: none of the pattern's six pieces reaches into the next. */
    static ValueTest arn(String text, boolean variables) {
        String[] pieces = text.split(":", 6);
        if (pieces.length < 6 && !text.equals("*")) {
            throw new IllegalArgumentException("Invalid ARN: " + text);
        }
        List<ValueTest> tests = new ArrayList<>();
        for (String piece : pieces) {
            tests.add(like(piece, variables));
        }
        return (value, keys) -> {
            String[] values = value.split(":", 6);
            if (tests.size() == 1) {
                return true;
            }
            boolean all = values.length == tests.size();
            for (int i = 0; all && i < values.length; i++) {
                all = tests.get(i).holds(values[i], keys);
            }
            return all;
        };
    }

    static ValueTest bool(String text, boolean variables) {
        String wanted = text.toLowerCase(Locale.ROOT);
        if (!wanted.equals("true") && !wanted.equals("false")) {
            throw new IllegalArgumentException("Invalid Boolean: " + text);
        }
        return (value, keys) -> value.equalsIgnoreCase(wanted);
    }

    static ValueTest ip(String text, boolean variables) {
        Cidr range = Cidr.of(text);
        return (value, keys) -> range.contains(value);
    }

    /** Numbers of which the comparison with the policy's is as wanted. */
    static Maker number(IntPredicate wanted) {
        return compared(ValueTest::decimal, "number", wanted);
    }

    /** Moments of which the comparison with the policy's is as wanted. */
    static Maker date(IntPredicate wanted) {
        return compared(ValueTest::moment, "date", wanted);
    }

    private static <T extends Comparable<T>> Maker compared(
            Function<String, Optional<T>> reader, String type, IntPredicate wanted) {
        return (text, variables) -> {
            T bound =
                    reader.apply(text)
                            .orElseThrow(
                                    () ->
                                            new IllegalArgumentException(
                                                    "Invalid %s: %s".formatted(type, text)));
            return (value, keys) ->
                    reader.apply(value)
                            .filter(one -> wanted.test(one.compareTo(bound)))
                            .isPresent();
        };
    }

    private static Optional<BigDecimal> decimal(String text) {
        return text.matches("[+-]?[0-9]{1,30}(\\.[0-9]{1,30})?")
                ? Optional.of(new BigDecimal(text))
                : Optional.empty();
    }

    /** A time with its zone, a day, or seconds since 1970. */
    private static Optional<Instant> moment(String text) {
        try {
            if (text.matches("-?[0-9]{1,12}")) {
                return Optional.of(Instant.ofEpochSecond(Long.parseLong(text)));
            }
            if (text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) {
                return Optional.of(LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant());
            }
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
