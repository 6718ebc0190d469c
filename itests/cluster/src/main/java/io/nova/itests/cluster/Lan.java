package io.nova.itests.cluster;

import io.nova.itests.cloud.Command;
import io.nova.itests.cloud.Machine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The wire between the machines: a bridge in the network namespace that this process is in. All
 * that it makes is in namespaces, and gone when these end.
 */
final class Lan {

    private static final String PREFIX = "10.99.0.";

    /** What the first process of the namespaces has bound over the machine's own file. */
    private static final Path HOSTS = Path.of("/etc/hosts");

    private int last = 10;

    /** Makes the bridge; this process is on it as well. */
    Lan() {
        ip("link", "add", "lan", "type", "bridge");
        ip("addr", "add", PREFIX + "1/24", "dev", "lan");
        ip("link", "set", "lan", "up");
    }

    /** Makes a machine of this name on the wire. */
    Node join(String name) {
        String address = PREFIX + ++last;
        tell(address, name);
        Machine.Own machine = Machine.own(name);
        String pid = Long.toString(machine.keeper().pid());
        String end = "to-" + name;
        ip("link", "add", end, "type", "veth", "peer", "name", "eth0", "netns", pid);
        ip("link", "set", end, "master", "lan", "up");
        Node node = new Node(name, address, machine);
        node.run("ip", "addr", "add", address + "/24", "dev", "eth0");
        node.run("ip", "link", "set", "eth0", "up");
        node.run("ip", "route", "add", "default", "via", PREFIX + "1");
        return node;
    }

    // In place: another file of this name would not be the one that is bound there.
    private static void tell(String address, String name) {
        try {
            Files.writeString(HOSTS, address + " " + name + "\n", StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void ip(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "ip";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        Command.of(all).run().ok();
    }
}
