package io.nova.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.nova.model.ImageId;
import io.nova.model.InstanceId;
import io.nova.model.NetworkId;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharingTest {

    record Launched(InstanceId instance, ImageId image, String digest, List<String> words) {}

    private static String json(String instance, String digest) {
        return "{\"instance\":\"%s\",\"image\":\"ami-00000001\",\"digest\":\"%s\",\"words\":[\"%s\"]}"
                .formatted(instance, digest, digest);
    }

    private static Launched read(String instance, String digest) {
        return Json.read(json(instance, digest), Launched.class);
    }

    @Test
    void whatManyRecordsNameIsOneObject() {
        Launched one = read("i-00000001", "abc");
        Launched other = read("i-00000002", "abc");
        assertSame(one.image(), other.image());
        assertSame(one.digest(), other.digest());
        assertSame(one.words().get(0), other.words().get(0));
        assertEquals(new InstanceId("i-00000002"), other.instance());
    }

    @Test
    void whatIsLongIsNotRemembered() {
        String text = "x".repeat(81);
        assertNotSame(read("i-00000001", text).digest(), read("i-00000001", text).digest());
    }

    @Test
    void valuesThatShareAPlaceStayApart() {
        Sharing<NetworkId> one = new Sharing<>(1, NetworkId.class, NetworkId::value);
        NetworkId first = one.of("net-00000001", NetworkId::new);
        assertSame(first, one.of("net-00000001", NetworkId::new));
        assertEquals("net-00000002", one.of("net-00000002", NetworkId::new).value());
        NetworkId again = one.of("net-00000001", NetworkId::new);
        assertEquals(first, again);
        assertNotSame(first, again);
    }

    @Test
    void whatIsRefusedIsNotRemembered() {
        for (int i = 0; i < 2; i++) {
            assertThrows(IllegalArgumentException.class, () -> read("no id", "abc"));
        }
    }
}
