package io.nova.manager.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.InstanceTypeName;
import io.nova.model.compute.InstanceType;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstanceTypesTest {

    private static InstanceTypes of(String... types) {
        return new InstanceTypes(Settings.of(InstanceTypes.Config.class, Map.of("types", types)));
    }

    @Test
    void hasTheTypesOf2010AndTodaysNames() {
        InstanceTypes types = new InstanceTypes(Settings.of(InstanceTypes.Config.class, Map.of()));
        InstanceTypeName tiny = new InstanceTypeName("m1.tiny");
        assertEquals(Optional.of(new InstanceType(tiny, 1, 512, 0)), types.find(tiny));
        assertTrue(types.find(new InstanceTypeName("t3.nano")).isPresent());
        assertEquals(Optional.empty(), types.find(new InstanceTypeName("m9.huge")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "m1.big",
                "m1.big/1/2",
                "m1.big/1/2/3/4",
                "m1.big/one/2/3",
                "m1.big/0/2/3",
                "m1.big/1/0/3",
                "m1.big/1/2/-3",
                "m1.big/99999999999/2/3"
            })
    void refusesABadLineNamingTheKey(String line) {
        var refusal =
                assertThrows(IllegalArgumentException.class, () -> of("m1.small/1/2048/20", line));
        String message = String.valueOf(refusal.getMessage());
        assertTrue(message.startsWith("io.nova.manager.compute.types: key types: "), message);
    }

    @Test
    void refusesACatalogueWithoutTheDefault() {
        assertThrows(IllegalArgumentException.class, () -> of("m1.tiny/1/512/0"));
    }
}
