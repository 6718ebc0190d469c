package io.nova.protocol;

import io.nova.model.TextForm;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes a value of a record type in which every field says something. */
final class Samples {

    /** One of them is the text of any id. */
    private static final List<String> TEXTS =
            List.of(
                    "i-0123456789abcdef0",
                    "vol-0123456789abcdef0",
                    "snap-0123456789abcdef0",
                    "ami-0123456789abcdef0",
                    "eni-0123456789abcdef0",
                    "net-0123456789abcdef0",
                    "vpc-0123456789abcdef0",
                    "subnet-0123456789abcdef0",
                    "sg-0123456789abcdef0",
                    "r-0123456789abcdef0",
                    "000000000001",
                    "AKIAIOSFODNN7EXAMPLE",
                    "10.0.0.0/16",
                    "10.0.0.7",
                    "02:00:0a:00:00:07",
                    "m1.small",
                    "h1");

    private Samples() {}

    static Object of(Type type) {
        if (type instanceof ParameterizedType generic) {
            Class<?> raw = (Class<?>) generic.getRawType();
            Object inner = of(generic.getActualTypeArguments()[0]);
            if (raw == Optional.class) {
                return Optional.of(inner);
            }
            if (raw == Map.class) {
                return Map.of(inner, of(generic.getActualTypeArguments()[1]));
            }
            return raw == Set.class ? Set.of(inner) : List.of(inner);
        }
        return of((Class<?>) type);
    }

    private static Object of(Class<?> type) {
        if (type == String.class) {
            return "text";
        } else if (type == int.class || type == Integer.class) {
            return 7;
        } else if (type == long.class || type == Long.class) {
            return 7L;
        } else if (type == boolean.class || type == Boolean.class) {
            return true;
        } else if (type == Instant.class) {
            return Instant.parse("2026-01-01T00:00:00Z");
        } else if (type == Duration.class) {
            return Duration.ofSeconds(7);
        } else if (type.isEnum()) {
            return type.getEnumConstants()[0];
        } else if (TextForm.class.isAssignableFrom(type)) {
            return text(type);
        }
        return record(type);
    }

    private static Object text(Class<?> type) {
        for (String text : TEXTS) {
            try {
                return type.getConstructor(String.class).newInstance(text);
            } catch (InvocationTargetException e) {
                // Another's.
            } catch (ReflectiveOperationException e) {
                throw new LinkageError(String.valueOf(type), e);
            }
        }
        throw new AssertionError("no text for " + type);
    }

    private static Object record(Class<?> type) {
        try {
            RecordComponent[] components = type.getRecordComponents();
            Constructor<?> constructor =
                    type.getDeclaredConstructor(
                            Arrays.stream(components)
                                    .map(RecordComponent::getType)
                                    .toArray(Class<?>[]::new));
            return constructor.newInstance(
                    Arrays.stream(components).map(one -> of(one.getGenericType())).toArray());
        } catch (ReflectiveOperationException | NullPointerException e) {
            throw new AssertionError("no sample of " + type, e);
        }
    }
}
