package io.nova.itests.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** No component takes a bad value: each names its file, the key and the reason. */
class BadValuesTest {

    private static final Map<String, SettingsOf> FILES =
            SettingsOf.all().stream().collect(Collectors.toMap(SettingsOf::pid, file -> file));

    @TempDir private Path home;
    private Refusals refusals = new Refusals(Map.of());

    @BeforeEach
    void setTheRest() throws IOException {
        Map<String, Object> good = new HashMap<>();
        good.put("directory", home.resolve("state").toString());
        good.put("credentialsFile", home.resolve("credentials").toString());
        good.put("endpoint", "http://127.0.0.1");
        good.put("bucket", "blobs");
        good.put("brokers", "localhost");
        good.put("user", "nova");
        good.put("passwordFile", password().toString());
        good.put("roles", "api");
        good.put("device", "sto0");
        good.put("shelves", "7");
        good.put("spoolDirectory", home.resolve("spool").toString());
        good.put("keyFile", home.resolve("key").toString());
        // Whether this machine has the tools does not matter here.
        for (String tool :
                new String[] {
                    "ip",
                    "nft",
                    "dnsmasq",
                    "dhcpRelease",
                    "conntrack",
                    "kill",
                    "arping",
                    "qemuNbd",
                    "vblade"
                }) {
            good.put(tool, "/bin/sh");
        }
        refusals = new Refusals(good);
    }

    private Path password() throws IOException {
        Path file =
                Files.createFile(
                        home.resolve("password"),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, "secret");
    }

    /** What is bad, for every key that is no switch; a key without a line fails the test below. */
    static Stream<Arguments> lines() {
        return table().stream().map(line -> Arguments.of((Object[]) line));
    }

    private static List<String[]> table() {
        try (InputStream in = BadValuesTest.class.getResourceAsStream("/bad-values.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split(" \\| ", -1))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest(name = "{0}: {1} = {2}")
    @MethodSource("lines")
    void isRefused(String pid, String key, String value, String reason) {
        SettingsOf file = Optional.ofNullable(FILES.get(pid)).orElseThrow();
        List<String> messages = refusals.of(file, key, value);
        assertEquals(Set.of(pid + ": key " + key + ": " + reason), Set.copyOf(messages));
    }

    @Test
    void noKeyIsForgotten() {
        Set<String> keys = new TreeSet<>();
        for (SettingsOf file : FILES.values()) {
            file.keys().stream()
                    .filter(key -> key.getReturnType() != boolean.class)
                    .forEach(key -> keys.add(file.pid() + " " + key.getName()));
        }
        Set<String> tried = new TreeSet<>();
        table().forEach(line -> tried.add(line[0] + " " + line[1]));
        assertEquals(keys, tried);
        assertTrue(FILES.size() >= 29, FILES.keySet()::toString);
    }

    @Test
    void aTextWhereANumberBelongsIsRefusedByEveryKey() {
        for (SettingsOf file : FILES.values()) {
            file.keys().stream()
                    .filter(key -> key.getReturnType().isPrimitive())
                    .filter(key -> key.getReturnType() != boolean.class)
                    .forEach(
                            key ->
                                    assertEquals(
                                            Set.of(
                                                    "%s: key %s: \"plenty\" is no number that fits"
                                                            .formatted(file.pid(), key.getName())),
                                            Set.copyOf(
                                                    refusals.of(file, key.getName(), "plenty"))));
        }
    }
}
