package io.nova.aoe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.aoe.AoeException.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against real vblades. */
class AoeClientTest {

    private static final AoeAddress FIRST = AoeAddress.parse("e1.0");
    private static final AoeAddress SECOND = AoeAddress.parse("e1.1");
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final long MIB = 1 << 20;

    @TempDir Path directory;
    private StorageLan lan;

    @BeforeEach
    void plugIn() {
        lan = new StorageLan(directory);
    }

    @AfterEach
    void unplug() {
        if (lan != null) {
            lan.close();
        }
    }

    @Test
    void findsAllDisksAndOne() throws Exception {
        lan.export(FIRST, lan.disk("first", MIB));
        lan.export(SECOND, lan.disk("second", 2 * MIB));
        try (AoeClient client = AoeClient.open(StorageLan.HOST)) {
            List<AoeAddress> all =
                    client.discover(AoeAddress.ALL, SHORT).stream()
                            .map(TargetConfig::address)
                            .sorted()
                            .toList();
            assertEquals(List.of(FIRST, SECOND), all);
            TargetConfig one = client.discover(SECOND, SHORT).get(0);
            assertEquals(SECOND, one.address());
            assertEquals(16, one.buffers());
            assertNotEquals(client.mac(), one.mac());
            assertEquals(2 * MIB / 512, client.identify(one, LONG).sectors());
            assertEquals("Coraid EtherDrive vblade", client.identify(one, LONG).model());
            assertEquals(List.of(), client.discover(AoeAddress.parse("e1.2"), SHORT));
        }
    }

    @Test
    void namesADiskOnce() throws Exception {
        lan.export(FIRST, lan.disk("first", MIB));
        try (AoeClient client = AoeClient.open(StorageLan.HOST)) {
            assertEquals("", client.config(FIRST, LONG).name());
            client.name(FIRST, "vol-1", LONG);
            assertEquals("vol-1", client.config(FIRST, LONG).name());
            client.name(FIRST, "vol-1", LONG);
            AoeException refused =
                    assertThrows(AoeException.class, () -> client.name(FIRST, "vol-2", LONG));
            assertEquals(Kind.REFUSED, refused.kind());
            assertTrue(refused.getMessage().contains("config string present"));
            client.rename(FIRST, "vol-2", LONG);
            assertEquals("vol-2", client.config(FIRST, LONG).name());
        }
    }

    @Test
    void waitsForADiskThatComesLate() throws Exception {
        try (AoeClient client = AoeClient.open(StorageLan.HOST)) {
            AoeException none = assertThrows(AoeException.class, () -> client.config(FIRST, SHORT));
            assertEquals(Kind.TIMEOUT, none.kind());
            Thread late = new Thread(() -> lan.export(FIRST, lan.disk("first", MIB)));
            late.start();
            assertEquals(FIRST, client.config(FIRST, LONG).address());
            late.join();
        }
    }

    @Test
    void seesTwoDisksAtOneAddressAsTwo() throws Exception {
        lan.export(FIRST, lan.disk("first", MIB));
        lan.export(FIRST, lan.disk("second", MIB));
        try (AoeClient client = AoeClient.open(StorageLan.HOST)) {
            assertEquals(2, client.discover(FIRST, SHORT).size());
        }
    }

    @Test
    void doesNotSeeADiskThatIsMasked() throws Exception {
        String mac;
        try (AoeClient client = AoeClient.open(StorageLan.HOST)) {
            mac = client.mac().toString();
            lan.export(FIRST, lan.disk("first", MIB), "-m", "02:00:00:00:00:99");
            lan.export(SECOND, lan.disk("second", MIB), "-m", mac.replace(":", ""));
            List<TargetConfig> seen = client.discover(AoeAddress.ALL, SHORT);
            assertEquals(List.of(SECOND), seen.stream().map(TargetConfig::address).toList());
        }
    }

    @Test
    void learnsHowMuchFitsIntoAFrame() throws Exception {
        lan.export(FIRST, lan.disk("first", MIB));
        try (AoeClient client = AoeClient.open(StorageLan.HOST)) {
            assertEquals(2, client.config(FIRST, LONG).sectors());
            lan.mtu(StorageLan.DISKS, 9000);
            assertEquals(17, client.config(FIRST, LONG).sectors());
        }
    }

    @Test
    void saysWhatIsWrongWithAnInterface() {
        assertEquals("nowhere: no such interface", refusal("nowhere"));
        lan.inside("ip", "tuntap", "add", "mode", "tun", "name", "packets");
        assertEquals("packets is no Ethernet interface", refusal("packets"));
        lan.inside("ip", "link", "set", StorageLan.HOST, "down");
        assertEquals("host is down", refusal(StorageLan.HOST));
        assertTrue(refusal("a-name-of-16-byt").contains("no interface can be called"));
        lan.inside("ip", "link", "set", StorageLan.HOST, "mtu", "300", "up");
        assertEquals("host: AoE needs an MTU of at least 534", refusal(StorageLan.HOST));
    }

    private static String refusal(String name) {
        AoeException refused = assertThrows(AoeException.class, () -> AoeClient.open(name).close());
        assertEquals(Kind.INTERFACE, refused.kind());
        return refused.getMessage();
    }
}
