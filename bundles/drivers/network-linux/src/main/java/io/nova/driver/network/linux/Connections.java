package io.nova.driver.network.linux;

import io.nova.model.network.Ipv4;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The connections that the host keeps track of: what they are, and their end. */
final class Connections {

    /** With more addresses than this, all are looked at once. */
    private static final int FEW = 8;

    private final Commands commands;
    private final String conntrack;
    private final Path script;

    Connections(Commands commands, String conntrack, Path runDirectory) {
        this.commands = commands;
        this.conntrack = conntrack;
        script = runDirectory.resolve("connections");
    }

    /** Ends those from and to the addresses that are not to go on. */
    void keep(Collection<Ipv4> addresses, Predicate<Connection> allowed)
            throws InterruptedException {
        List<String> ends = new ArrayList<>();
        for (String line : lines(addresses)) {
            Connection.parse(line)
                    .filter(one -> addresses.contains(one.from()) || addresses.contains(one.to()))
                    .filter(allowed.negate())
                    .ifPresent(one -> ends.add("-D " + String.join(" ", one.key())));
        }
        perform(ends);
    }

    /** Ends all that a guest has or others have with it, also under another address. */
    void endOf(Ipv4 guest) throws InterruptedException {
        perform(List.of("-D -s " + guest, "-D -d " + guest, "-D -r " + guest));
    }

    /** Ends all that go over public addresses. */
    void endOver(Collection<Ipv4> addresses) throws InterruptedException {
        perform(
                addresses.stream()
                        .flatMap(
                                address -> List.of("-D -d " + address, "-D -q " + address).stream())
                        .toList());
    }

    private List<String> lines(Collection<Ipv4> addresses) throws InterruptedException {
        List<String> lines = new ArrayList<>();
        if (addresses.size() > FEW) {
            list(List.of(), lines);
            return lines;
        }
        for (Ipv4 address : addresses) {
            list(List.of("-s", address.value()), lines);
            list(List.of("-r", address.value()), lines);
        }
        return lines;
    }

    private void list(List<String> filter, List<String> lines) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of(conntrack, "-L", "-f", "ipv4"));
        command.addAll(filter);
        commands.run(command).lines().forEach(lines::add);
    }

    // All in one process. A connection that ended by itself is none to it.
    private void perform(List<String> ends) throws InterruptedException {
        if (!ends.isEmpty()) {
            WholeFiles.write(
                    script,
                    ends.stream().map(end -> end + "\n").collect(Collectors.joining()),
                    "rw-------");
            commands.run(List.of(conntrack, "-R", script.toString()));
            WholeFiles.delete(script);
        }
    }
}
