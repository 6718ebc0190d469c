package io.nova.driver.network.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "directory, \"\", must be set",
                "directory, var/network, var/network is no absolute path without blanks",
                "directory, \"/a,b\", \"/a,b is no absolute path without blanks\"",
                "mode, vlan, vlan is not flat",
                "namespace, a b, a b is no namespace's name",
                "externalInterface, eth0;reboot, eth0;reboot is no device's name",
                "leaseSeconds, 5, 5 is less than 120",
                "commandSeconds, 0, 0 must be positive",
                "nft, /no/nft, /no/nft is no absolute path of a program; apt-get install nftables",
            })
    void aBadValueIsRefusedWithItsKey(String key, String value, String why) {
        Map<String, Object> values = new LinkedHashMap<>(Map.of("directory", "/nowhere"));
        values.put(key, key.endsWith("Seconds") ? (Object) Integer.valueOf(value) : value);
        LinuxNetwork.Config config = LinuxLab.config(values);
        assertEquals(
                "io.nova.driver.network.linux: key " + key + ": " + why,
                assertThrows(
                                IllegalArgumentException.class,
                                () -> {
                                    Settings.of(config);
                                    Tools.find(config);
                                })
                        .getMessage());
    }
}
