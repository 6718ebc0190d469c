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
                "uplink, nvb0, \"'nvb0' is no device that can lead to other hosts, nor vxlan\"",
                "uplink, lo, \"'lo' is no device that can lead to other hosts, nor vxlan\"",
                "uplink, a b, \"'a b' is no device that can lead to other hosts, nor vxlan\"",
                "underlay, 10.0.0.0/8, \"'10.0.0.0/8' is no device's name, nor an address of this host\"",
                "underlay, 10.0.0.256, \"Value (10.0.0.256) for parameter address is invalid: not an IPv4 address\"",
                "vxlanId, 16777216, 16777216 is not between 1 and 16777215",
                "vxlanPort, 0, 0 is not between 1 and 65535",
                "bridge, /no/bridge, '/no/bridge' is no program; apt-get install iproute2",
                "leaseSeconds, 5, 5 is less than 120",
                "commandSeconds, 0, 0 is less than 1",
                "nft, /no/nft, '/no/nft' is no program; apt-get install nftables",
            })
    void aBadValueIsRefusedWithItsKey(String key, String value, String why) {
        Map<String, Object> values = new LinkedHashMap<>(Map.of("directory", "/nowhere"));
        values.put(key, key.matches(".*Seconds|vxlan.*") ? (Object) Integer.valueOf(value) : value);
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
