package io.nova.manager.objectstore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.spi.state.Kind;
import io.nova.spi.state.KindRules;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ObjectRulesTest {

    /** A check of the whole cloud leaves alone what has no rules, and says so. */
    @Test
    void everyKindOfRecordHasRules() {
        Set<String> kept =
                Stream.of(Kinds.class, StoreKinds.class)
                        .flatMap(type -> Arrays.stream(type.getDeclaredFields()))
                        .filter(field -> field.getType() == Kind.class)
                        .map(ObjectRulesTest::name)
                        .collect(Collectors.toCollection(TreeSet::new));
        assertTrue(kept.size() > 10, kept.toString());
        Set<String> ruled =
                new ObjectRules()
                        .kinds().stream()
                                .map(KindRules::kind)
                                .map(Kind::name)
                                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(kept, ruled);
    }

    private static String name(Field field) {
        try {
            return ((Kind<?>) field.get(null)).name();
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
