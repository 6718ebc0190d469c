package io.nova.driver.hypervisor.libvirt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.driver.hypervisor.libvirt.Settings.Mode;
import io.nova.testkit.hypervisor.Configs;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    @Test
    void theDefaultsAreGood() {
        assertEquals(Mode.AUTO, Settings.of(Configs.of(LibvirtConfig.class, Map.of())).mode());
    }

    @ParameterizedTest
    @CsvSource({
        "mode, KVM",
        "directory, instances",
        "diskCache, unsafe",
        "uri, ''",
        "qemuImg, qemu-img"
    })
    void aBadValueIsRefusedWithItsKey(String key, String value) {
        IllegalArgumentException refused =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> Settings.of(Configs.of(LibvirtConfig.class, Map.of(key, value))));
        assertTrue(
                refused.getMessage()
                        .startsWith("io.nova.driver.hypervisor.libvirt: key " + key + ": "),
                refused.getMessage());
    }
}
