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
                "directory, \"\", it is not set",
                "directory, var/network, 'var/network' is not an absolute path",
                "directory, \"/a,b\", \"'/a,b' has a comma or a blank\"",
                "mode, vlan, \"'vlan' is no mode; there is flat\"",
                "namespace, a b, 'a b' is no namespace's name",
                "externalInterface, eth0;reboot, 'eth0;reboot' is no device's name",
                "leaseSeconds, 5, 5 is less than 120",
                "commandSeconds, 0, 0 is less than 1",
                "nft, /no/nft, '/no/nft' is no program; apt-get install nftables",
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
