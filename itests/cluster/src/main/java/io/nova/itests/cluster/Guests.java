package io.nova.itests.cluster;

import io.nova.itests.cloud.PretendedHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What hosts really have, whatever the cloud says. */
final class Guests {

    private static final Pattern ID = Pattern.compile("i-[0-9a-f]{17}");
    private static final Pattern BOOT = Pattern.compile("GUEST: boot-start");

    private Guests() {}

    /** Returns the hosts of each guest: libvirt's domains and the pretended hypervisor's files. */
    static Map<String, List<String>> all(Cluster cluster) {
        Map<String, List<String>> all = new TreeMap<>();
        for (String name : List.of("h1", "h2")) {
            for (String id : domains(cluster.host(name), "--all")) {
                all.computeIfAbsent(id, key -> new ArrayList<>()).add(name);
            }
        }
        for (String id : PretendedHost.starts(cluster.host("h3").cloud()).keySet()) {
            all.computeIfAbsent(id, key -> new ArrayList<>()).add("h3");
        }
        return all;
    }

    /** Returns the guests of a host with libvirt that run. */
    static List<String> running(Host host) {
        return domains(host, "--state-running");
    }

    private static List<String> domains(Host host, String which) {
        Matcher ids =
                ID.matcher(
                        host.node()
                                .run(
                                        "virsh",
                                        "-q",
                                        "-c",
                                        "qemu:///system",
                                        "list",
                                        which,
                                        "--name"));
        List<String> found = new ArrayList<>();
        while (ids.find()) {
            found.add(ids.group());
        }
        return found;
    }

    /** Returns the name that libvirt of the host has for a guest. */
    static String domain(Host host, String id) {
        String names =
                host.node().run("virsh", "-q", "-c", "qemu:///system", "list", "--all", "--name");
        return names.lines().filter(name -> name.contains(id)).findFirst().orElseThrow();
    }

    /** Returns how often a guest of a host booted, as its console tells. */
    static long boots(Host host, String id) {
        return BOOT.matcher(console(host, id)).results().count();
    }

    /** Returns what a guest of a host wrote to its console; empty before there is one. */
    static String console(Host host, String id) {
        Path file = host.cloud().home().resolve("instances").resolve(id).resolve("console.log");
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
