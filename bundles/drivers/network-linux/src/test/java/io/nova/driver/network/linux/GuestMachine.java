package io.nova.driver.network.linux;

import io.nova.spi.network.PortLink;
import io.nova.spi.network.PortSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Collectors;

/** A guest without an operating system: a namespace behind a device as a hypervisor makes it. */
final class GuestMachine {

    private static final String SCRIPT =
            """
            #!/bin/sh
            [ "$1" = bound ] || exit 0
            ip addr flush dev eth0
            ip addr add "$ip/$mask" dev eth0
            ip route add default via "$router"
            env
            """;

    private final Machine machine;
    private final Path script;

    private GuestMachine(Machine machine, Path script) {
        this.machine = machine;
        this.script = script;
    }

    /** Plugs a guest in, without asking whether its port is connected. */
    static GuestMachine plug(LinuxLab lab, String bridge, String device, String mac, int mtu)
            throws IOException, InterruptedException {
        Machine guest = Machine.make();
        Machine host = lab.machine();
        host.run(
                "ip",
                "link",
                "add",
                device,
                "mtu",
                "" + mtu,
                "type",
                "veth",
                "peer",
                "name",
                "eth0",
                "address",
                mac,
                "netns",
                guest.name());
        host.run("ip", "link", "set", device, "master", bridge, "up");
        guest.run("ip", "link", "set", "eth0", "up");
        Path script = lab.root().resolve("dhcp-script");
        Files.writeString(script, SCRIPT);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new GuestMachine(guest, script);
    }

    static GuestMachine plug(LinuxLab lab, PortLink link, PortSpec port, int mtu)
            throws IOException, InterruptedException {
        return plug(lab, link.bridge(), link.device(), port.mac().value(), mtu);
    }

    /** Asks for an address and takes it; returns all that the guest was told, or nothing. */
    Map<String, String> dhcp() throws InterruptedException {
        Commands.Result result =
                machine.attempt(
                        "busybox",
                        "udhcpc",
                        "-i",
                        "eth0",
                        "-n",
                        "-q",
                        "-f",
                        "-t",
                        "3",
                        "-T",
                        "1",
                        "-O",
                        "staticroutes",
                        "-s",
                        script.toString());
        return result.output()
                .lines()
                .filter(line -> line.contains("=") && !result.failed())
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1], (a, b) -> b));
    }

    /** Returns what a web server says, or the empty text. */
    String get(String address) throws InterruptedException {
        Commands.Result result =
                machine.attempt(
                        "busybox",
                        "timeout",
                        "2",
                        "busybox",
                        "wget",
                        "-q",
                        "-O",
                        "-",
                        "http://" + address + "/");
        return result.failed() ? "" : result.output().strip();
    }

    boolean pings(String address) throws InterruptedException {
        return !machine.attempt("busybox", "ping", "-c", "1", "-W", "1", address).failed();
    }

    Machine machine() {
        return machine;
    }
}
