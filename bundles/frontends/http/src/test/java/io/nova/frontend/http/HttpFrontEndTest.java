package io.nova.frontend.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpFrontEndTest {

    @Test
    void withoutConfigurationItListensOnLoopbackAsIn2010() {
        Settings settings = HttpFrontEnd.settings(config(Map.of()));
        assertEquals(List.of(AddressRange.address("127.0.0.1")), settings.addresses());
        assertEquals(8773, settings.ec2Port());
        assertEquals(3333, settings.s3Port());
        assertEquals(Set.of("ec2", "s3", "metadata"), settings.expected());
        assertTrue(settings.metadata().isEmpty());
    }

    @Test
    void aListMayBeOneTextWithCommas() {
        Map<String, Object> values =
                Map.of(
                        "addresses", new String[] {"127.0.0.1, ::1"},
                        "metadataAddresses", new String[] {"10.0.0.1,10.128.0.0/9"});
        Settings settings = HttpFrontEnd.settings(config(values));
        assertEquals(2, settings.addresses().size());
        AddressRange network = settings.metadata().get(1);
        assertTrue(network.contains(AddressRange.address("10.200.1.1")));
        assertEquals(false, network.contains(AddressRange.address("10.127.255.255")));
        assertEquals(false, network.contains(AddressRange.address("::1")));
    }

    @ParameterizedTest
    @CsvSource({
        "addresses, localhost",
        "addresses, 300.1.1.1",
        "metadataAddresses, 10.0.0.0/33",
        "metadataAddresses, 10.0.0.0/x",
    })
    void aWrongAddressIsRefusedWithItsKey(String key, String value) {
        refused(key, new String[] {value}, value);
    }

    @ParameterizedTest
    @CsvSource({"ec2Port, 65536", "s3Port, -1", "maxThreads, 1", "idleSeconds, 0"})
    void aWrongNumberIsRefusedWithItsKey(String key, int value) {
        refused(key, value, Integer.toString(value));
    }

    @Test
    void whatTheContainerCannotConvertIsRefusedWithItsKey() {
        refused("ec2Port", new IllegalStateException("\"abc\" is no number"), "abc");
    }

    private static void refused(String key, Object value, String shown) {
        IllegalArgumentException refusal =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> HttpFrontEnd.settings(config(Map.of(key, value))));
        assertTrue(
                refusal.getMessage().startsWith("io.nova.frontend.http: key " + key + ": "),
                refusal.getMessage());
        assertTrue(refusal.getMessage().contains(shown), refusal.getMessage());
    }

    /** A configuration as the container makes it: what is not set has its default. */
    private static HttpFrontEnd.Config config(Map<String, Object> values) {
        return (HttpFrontEnd.Config)
                Proxy.newProxyInstance(
                        HttpFrontEnd.Config.class.getClassLoader(),
                        new Class<?>[] {HttpFrontEnd.Config.class},
                        (proxy, method, arguments) -> {
                            Object value = values.get(method.getName());
                            if (value instanceof RuntimeException failure) {
                                throw failure;
                            }
                            return value == null ? method.getDefaultValue() : value;
                        });
    }
}
