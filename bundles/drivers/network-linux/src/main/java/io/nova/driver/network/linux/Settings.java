package io.nova.driver.network.linux;

import io.nova.model.network.Ipv4;
import io.nova.model.setting.SettingsFile;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The configuration, checked.
 *
 * @param external the device that guests leave by; empty for whichever the route says
 * @param namespace in which all commands run; empty for the JVM's own
 */
record Settings(
        Path directory,
        Path runDirectory,
        String external,
        String namespace,
        UplinkSettings uplink,
        int leaseSeconds,
        int commandSeconds) {

    static final SettingsFile FILE = SettingsFile.of(LinuxNetwork.PID);

    private static final Pattern DEVICE = Pattern.compile("[a-zA-Z0-9._-]{0,15}");

    /** None of those that are ours, nor the loopback. */
    private static final Pattern UPLINK = Pattern.compile("(?!nv[btx])(?!lo$)[a-zA-Z0-9._-]{0,15}");

    private static final int LAST_VXLAN = (1 << 24) - 1;
    private static final int LAST_PORT = 65_535;
    private static final Pattern NAMESPACE = Pattern.compile("[a-zA-Z0-9._-]{0,64}");

    /** In seconds; dnsmasq would make it that anyway. */
    private static final int SHORTEST_LEASE = 120;

    static Settings of(LinuxNetwork.Config config) {
        FILE.text("mode", config::mode, Pattern.compile("flat"), "mode; there is flat");
        return new Settings(
                path("directory", config::directory),
                path("runDirectory", config::runDirectory),
                FILE.text("externalInterface", config::externalInterface, DEVICE, "device's name"),
                FILE.text("namespace", config::namespace, NAMESPACE, "namespace's name"),
                uplink(config),
                FILE.atLeast("leaseSeconds", config::leaseSeconds, SHORTEST_LEASE),
                FILE.atLeast("commandSeconds", config::commandSeconds, 1));
    }

    private static UplinkSettings uplink(LinuxNetwork.Config config) {
        String underlay =
                FILE.text(
                        "underlay",
                        config::underlay,
                        DEVICE,
                        "device's name, nor an address of this host");
        if (UplinkSettings.isAddress(underlay)) {
            FILE.read("underlay", config::underlay, Ipv4::new);
        }
        return new UplinkSettings(
                FILE.text(
                        "uplink",
                        config::uplink,
                        UPLINK,
                        "device that can lead to other hosts, nor vxlan"),
                underlay,
                FILE.within("vxlanId", config::vxlanId, 1, LAST_VXLAN),
                FILE.within("vxlanPort", config::vxlanPort, 1, LAST_PORT));
    }

    List<String> prefix(Tools tools) {
        return namespace.isEmpty() ? List.of() : List.of(tools.ip(), "netns", "exec", namespace);
    }

    private static Path path(String key, Supplier<String> value) {
        Path path = FILE.path(key, value);
        // It becomes part of dnsmasq's arguments, where a comma ends a value.
        if (!path.toString().matches("[^,\\s]*")) {
            throw FILE.refusal(key, "'%s' has a comma or a blank".formatted(path));
        }
        return path;
    }
}
