package io.nova.driver.network.linux;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where the host's tools are.
 *
 * @param arping empty if there is none
 */
record Tools(
        String ip,
        String nft,
        String dnsmasq,
        String dhcpRelease,
        String conntrack,
        String kill,
        String arping,
        String bridge) {

    private static final List<Path> PLACES =
            List.of(
                    Path.of("/usr/sbin"),
                    Path.of("/sbin"),
                    Path.of("/usr/bin"),
                    Path.of("/bin"),
                    Path.of("/usr/local/sbin"));

    /**
     * @throws IllegalArgumentException that names the key and the package if a tool is not there
     */
    static Tools find(LinuxNetwork.Config config) {
        return new Tools(
                find("ip", config.ip(), "ip", "iproute2"),
                find("nft", config.nft(), "nft", "nftables"),
                find("dnsmasq", config.dnsmasq(), "dnsmasq", "dnsmasq-base"),
                find("dhcpRelease", config.dhcpRelease(), "dhcp_release", "dnsmasq-utils"),
                find("conntrack", config.conntrack(), "conntrack", "conntrack"),
                find("kill", config.kill(), "kill", "procps"),
                // Without it neighbours learn late where an address is, and no more.
                config.arping().isBlank()
                        ? look("arping").orElse("")
                        : find("arping", config.arping(), "arping", "iputils-arping"),
                find("bridge", config.bridge(), "bridge", "iproute2"));
    }

    private static String find(String key, String configured, String name, String aptPackage) {
        if (!configured.isBlank()) {
            Path path = Settings.FILE.path(key, () -> configured);
            if (Files.isExecutable(path)) {
                return path.toString();
            }
            throw bad(key, "'%s' is no program".formatted(configured), aptPackage);
        }
        return look(name).orElseThrow(() -> bad(key, "no " + name + " on this host", aptPackage));
    }

    /** Loads modules of the kernel, where there are any. */
    static Optional<String> modprobe() {
        return look("modprobe");
    }

    private static Optional<String> look(String name) {
        return PLACES.stream()
                .map(place -> place.resolve(name))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }

    private static IllegalArgumentException bad(String key, String what, String aptPackage) {
        return Settings.FILE.refusal(key, what + "; apt-get install " + aptPackage);
    }
}
