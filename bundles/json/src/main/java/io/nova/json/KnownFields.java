package io.nova.json;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** The top-level fields that a record type writes. */
final class KnownFields {

    private static final ClassValue<Set<String>> NAMES =
            new ClassValue<>() {
                @Override
                protected Set<String> computeValue(Class<?> type) {
                    RecordComponent[] components = type.getRecordComponents();
                    if (components == null) {
                        throw new IllegalArgumentException(type.getName() + " is no record");
                    }
                    return Arrays.stream(components)
                            .map(RecordComponent::getName)
                            .collect(Collectors.toUnmodifiableSet());
                }
            };

    private KnownFields() {}

    static Set<String> of(Class<?> type) {
        return NAMES.get(type);
    }
}
