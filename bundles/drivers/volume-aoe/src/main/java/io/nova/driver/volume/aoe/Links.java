package io.nova.driver.volume.aoe;

import static io.nova.model.DriverException.Kind.BROKEN;
import static io.nova.model.DriverException.Kind.UNREACHABLE;

import com.fasterxml.jackson.databind.JsonNode;
import io.nova.aoe.MacAddress;
import io.nova.blockstore.Tool;
import io.nova.json.Json;
import io.nova.model.DriverException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The devices that AoE goes over. On the operator's device there are two of our own, both macvlans:
 * one that volumes are exported on, and one from which this host asks and its guests are connected.
 * Linux does not hand a frame that a host sends to the same host; between two macvlans of a device
 * it does, so that a host can name its own exports, and its guests can use them.
 *
 * <p>The loopback needs no such thing, and reaches this machine alone.
 */
final class Links {

    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final String LOOPBACK = "lo";
    private static final String EXPORTS = "aoex";
    private static final String OWN = "aoei";
    private static final int NAME_BYTES = 4;
    private static final int MAC_BYTES = 5;

    private final Path ip;
    private final String device;
    private final int mtu;

    Links(Settings settings) {
        ip = settings.ip();
        device = settings.device();
        mtu = settings.mtu();
    }

    /** A device as this host uses it. */
    record Link(String name, MacAddress mac, int mtu) {}

    /**
     * Returns the device that volumes are exported on.
     *
     * @throws DriverException {@code UNREACHABLE} if the operator's device is missing or down;
     *     {@code BROKEN} if guests may be on it
     */
    Link exports() throws InterruptedException {
        return own(EXPORTS);
    }

    /** Returns the device from which this host asks, and its guests are connected. */
    Link initiator() throws InterruptedException {
        return own(OWN);
    }

    private Link own(String role) throws InterruptedException {
        JsonNode parent =
                show(device)
                        .orElseThrow(
                                () -> new DriverException(UNREACHABLE, named() + " is not there"));
        requireUsable(parent);
        if (device.equals(LOOPBACK)) {
            return link(parent);
        }
        int wanted = mtu == 0 ? parent.path("mtu").asInt() : mtu;
        if (wanted > parent.path("mtu").asInt()) {
            throw new DriverException(
                    BROKEN,
                    "%s has an MTU of %d, less than the %d that are wanted"
                            .formatted(named(), parent.path("mtu").asInt(), wanted));
        }
        String name = role + "-" + hex(device, NAME_BYTES);
        // Another at each device, and the same at any time.
        MacAddress mac =
                MacAddress.parse(
                        "02:"
                                + HexFormat.ofDelimiter(":")
                                        .formatHex(
                                                digest(role + parent.path("address").asText()),
                                                0,
                                                MAC_BYTES));
        return ensure(name, mac, wanted);
    }

    private Link ensure(String name, MacAddress mac, int wanted) throws InterruptedException {
        Optional<JsonNode> there = show(name);
        if (there.isEmpty()) {
            // Another driver object may be making it.
            String said =
                    Tool.attempt(
                            DEADLINE,
                            argv(
                                    "link add link %s name %s address %s type macvlan mode bridge"
                                            .formatted(device, name, mac)),
                            lines -> lines.collect(Collectors.joining("; ")));
            there = show(name);
            if (there.isEmpty()) {
                throw new DriverException(BROKEN, "no macvlan on %s: %s".formatted(named(), said));
            }
        }
        JsonNode link = there.get();
        boolean ours = kind(link).equals("macvlan") && link.path("link").asText().equals(device);
        if (!ours) {
            throw new DriverException(
                    BROKEN, "the network device %s is not one of ours: %s".formatted(name, link));
        }
        boolean right =
                link(link).equals(new Link(name, mac, wanted)) && flags(link).contains("UP");
        if (!right) {
            Tool.run(
                    DEADLINE,
                    argv("link set dev %s address %s mtu %d up".formatted(name, mac, wanted)));
        }
        return new Link(name, mac, wanted);
    }

    // Guests are on taps, taps are on bridges: there a guest would reach every volume.
    private void requireUsable(JsonNode parent) {
        String kind = kind(parent);
        if (kind.equals("tun")) {
            throw new DriverException(BROKEN, named() + " is the tap of a guest");
        }
        if (kind.equals("bridge")) {
            throw new DriverException(
                    BROKEN, named() + " is a bridge, where guests may be: give AoE its own");
        }
        if (parent.path("linkinfo").path("info_slave_kind").asText().equals("bridge")) {
            throw new DriverException(
                    BROKEN,
                    named()
                            + " is a port of the bridge %s, where guests may be: give AoE its own"
                                    .formatted(parent.path("master").asText()));
        }
        List<String> flags = flags(parent);
        if (!flags.contains("UP")) {
            throw new DriverException(UNREACHABLE, named() + " is down");
        }
        if (flags.contains("NO-CARRIER")) {
            throw new DriverException(UNREACHABLE, named() + " has no carrier");
        }
    }

    private String named() {
        return "the network device '%s' of %s".formatted(device, Settings.PID);
    }

    private Optional<JsonNode> show(String name) throws InterruptedException {
        String shown =
                Tool.attempt(
                        DEADLINE,
                        List.of(ip.toString(), "-details", "-json", "link", "show", "dev", name),
                        lines -> lines.collect(Collectors.joining("\n")));
        if (!shown.startsWith("[")) {
            if (shown.contains("does not exist")) {
                return Optional.empty();
            }
            throw new DriverException(BROKEN, "cannot look at " + name + ": " + shown);
        }
        return Optional.of(Json.tree(shown).path(0));
    }

    private List<String> argv(String words) {
        List<String> argv = new ArrayList<>(List.of(ip.toString()));
        argv.addAll(List.of(words.split(" ", -1)));
        return argv;
    }

    private static Link link(JsonNode link) {
        return new Link(
                link.path("ifname").asText(),
                MacAddress.parse(link.path("address").asText()),
                link.path("mtu").asInt());
    }

    private static String kind(JsonNode link) {
        return link.path("linkinfo").path("info_kind").asText();
    }

    private static List<String> flags(JsonNode link) {
        List<String> flags = new ArrayList<>();
        link.path("flags").forEach(flag -> flags.add(flag.asText()));
        return flags;
    }

    private static String hex(String text, int bytes) {
        return HexFormat.of().formatHex(digest(text), 0, bytes);
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
