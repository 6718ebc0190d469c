package io.nova.model.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VolumeTypeTest {

    @Test
    void ec2sTypesAreInRecordsAsTheyAlwaysWere() {
        for (VolumeType type : VolumeType.EC2) {
            assertEquals(Optional.of(type), VolumeType.of(type.word()));
            assertEquals(type, new VolumeType(type.value()));
            assertEquals(Optional.empty(), type.technology());
        }
        assertEquals("GP2", VolumeType.GP2.value());
        assertEquals("gp2", VolumeType.GP2.word());
        assertEquals(7, VolumeType.EC2.size());
    }

    @Test
    void aTechnologyIsATypeByItsName() {
        VolumeType type = VolumeType.of("aoe").orElseThrow();
        assertEquals("aoe", type.value());
        assertEquals("aoe", type.word());
        assertEquals(Optional.of("aoe"), type.technology());
        assertEquals(type, new VolumeType("aoe"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "AOE", "Gp2", "a b", "a/b", "9p", "-a", "ä"})
    void whatCannotBeANameIsNoType(String word) {
        assertEquals(Optional.empty(), VolumeType.of(word));
        assertThrows(IllegalArgumentException.class, () -> new VolumeType(word));
    }

    @Test
    void aWordOfEc2sIsNoTechnology() {
        assertThrows(IllegalArgumentException.class, () -> new VolumeType("gp2"));
    }
}
