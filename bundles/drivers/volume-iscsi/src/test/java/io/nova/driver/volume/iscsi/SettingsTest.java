package io.nova.driver.volume.iscsi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.HostId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SettingsTest {

    @BeforeAll
    static void needServers() {
        Skip.unlessPossible(SettingsTest.class);
    }

    @Test
    void theDefaultsDo() {
        Settings settings = of("threads", 4);
        assertEquals(1L << 30, settings.store().reserved());
        assertEquals("127.0.0.1:3261", settings.portal().toString());
    }

    @Test
    void twoDirectoriesDoNotShareTheirServer() {
        Path one = of("directory", "/one").runDirectory();
        assertEquals(Path.of("/run/nova/iscsi"), one.getParent());
        assertNotEquals(one, of("directory", "/another").runDirectory());
    }

    @Test
    void portalsAreWrittenAsTheyAreRead() {
        for (String address : List.of("127.0.0.1", "10.1.2.3", "::1", "fd00::12")) {
            Portal portal = of("portalAddress", address).portal();
            assertEquals(portal, Portal.parse(portal.toString()));
            assertEquals(portal, Portal.parse(portal.toString().replaceAll("[\\[\\]]", "")));
        }
    }

    @Test
    void everyHostHasAName() {
        assertEquals("iqn.2010-05.io.nova:host-h7", Iqn.initiator(new HostId("h7")));
        assertNotEquals(Iqn.initiator(new HostId("H7")), Iqn.initiator(new HostId("h7")));
        assertTrue(Iqn.initiator(new HostId("H7")).matches("iqn\\.[a-z0-9.:-]+"));
    }

    @Test
    void aBadValueIsRefusedWithItsKey() {
        List<Map.Entry<String, Object>> bad =
                List.of(
                        Map.entry("directory", "volumes"),
                        Map.entry("directory", "/a,b"),
                        Map.entry("runDirectory", "/" + "long".repeat(20)),
                        Map.entry("portalAddress", "localhost"),
                        Map.entry("portalAddress", "0.0.0.0"),
                        Map.entry("portalAddress", "::"),
                        Map.entry("portalAddress", "1.2.3.4.5"),
                        Map.entry("portalPort", 0),
                        Map.entry("portalPort", 65536),
                        Map.entry("threads", 0),
                        Map.entry("reservedMib", -1L),
                        Map.entry("capacityMib", -1L),
                        Map.entry("wipeMib", 0),
                        Map.entry("copySeconds", 0),
                        Map.entry("tgtd", "/nowhere/tgtd"));
        bad.forEach(
                one -> {
                    String told =
                            assertThrows(
                                            IllegalArgumentException.class,
                                            () -> of(one.getKey(), one.getValue()))
                                    .getMessage();
                    assertTrue(told.contains(Settings.PID + ": key " + one.getKey()), told);
                });
    }

    private static Settings of(String key, Object value) {
        return Settings.of(IscsiLab.config(IscsiConfig.class, Map.of(key, value)));
    }
}
