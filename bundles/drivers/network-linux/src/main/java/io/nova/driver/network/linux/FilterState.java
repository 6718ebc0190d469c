package io.nova.driver.network.linux;

import io.nova.json.Json;
import io.nova.model.DriverException;
import io.nova.model.DriverException.Kind;
import io.nova.model.Id;
import io.nova.model.InterfaceId;
import io.nova.model.SecurityGroupId;
import io.nova.model.network.Ipv4;
import io.nova.spi.network.PortFilter.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rules of the ports and the members of the groups that this host should have: one small file
 * each, so that a change writes what it is about.
 */
final class FilterState {

    private final Path ports;
    private final Path groups;
    private final Path doubtful;
    private final Path routing;

    FilterState(Path directory) {
        ports = WholeFiles.directory(directory.resolve("filters"), "rwx------");
        groups = WholeFiles.directory(directory.resolve("groups"), "rwx------");
        doubtful = directory.resolve("doubtful");
        routing = directory.resolve("routing");
    }

    /** The content of a port's file. */
    public record PortRules(InterfaceId port, List<Rule> rules) {
        public PortRules {
            rules = List.copyOf(rules);
        }
    }

    /** The content of a group's file. */
    public record Members(SecurityGroupId group, List<Ipv4> addresses) {
        public Members {
            addresses = List.copyOf(addresses);
        }
    }

    Map<InterfaceId, List<Rule>> rules() {
        return all(ports, PortRules.class)
                .collect(
                        Collectors.toMap(
                                PortRules::port, PortRules::rules, (a, b) -> a, TreeMap::new));
    }

    Optional<List<Rule>> rules(InterfaceId port) {
        Path file = file(ports, port);
        return WholeFiles.read(file).map(text -> parse(file, text, PortRules.class).rules());
    }

    void write(InterfaceId port, List<Rule> rules) {
        WholeFiles.write(file(ports, port), Json.write(new PortRules(port, rules)), "rw-------");
    }

    void delete(InterfaceId port) {
        WholeFiles.delete(file(ports, port));
    }

    Map<SecurityGroupId, Set<Ipv4>> groups() {
        return all(groups, Members.class)
                .collect(
                        Collectors.toMap(
                                Members::group,
                                members -> new TreeSet<>(members.addresses()),
                                (a, b) -> a,
                                TreeMap::new));
    }

    Set<Ipv4> members(SecurityGroupId group) {
        Path file = file(groups, group);
        return WholeFiles.read(file)
                .<Set<Ipv4>>map(text -> new TreeSet<>(parse(file, text, Members.class).addresses()))
                .orElseGet(TreeSet::new);
    }

    void write(SecurityGroupId group, Set<Ipv4> members) {
        Path file = file(groups, group);
        if (members.isEmpty()) {
            WholeFiles.delete(file);
        } else {
            Members content = new Members(group, List.copyOf(new TreeSet<>(members)));
            WholeFiles.write(file, Json.write(content), "rw-------");
        }
    }

    /** Returns the ports that carry others' traffic. */
    Set<InterfaceId> routing() {
        return WholeFiles.read(routing)
                .<Set<InterfaceId>>map(
                        text ->
                                text.lines()
                                        .map(InterfaceId::new)
                                        .collect(Collectors.toCollection(TreeSet::new)))
                .orElseGet(TreeSet::new);
    }

    void writeRouting(Set<InterfaceId> ports) {
        WholeFiles.write(
                routing,
                new TreeSet<>(ports)
                        .stream().map(port -> port + "\n").collect(Collectors.joining()),
                "rw-------");
    }

    /** Returns the addresses that may have connections which nothing allows any longer. */
    Set<Ipv4> doubtful() {
        return WholeFiles.read(doubtful)
                .map(text -> text.lines().map(Ipv4::new).collect(Collectors.toSet()))
                .orElseGet(Set::of);
    }

    /** Notes more of them, before anything changes: whoever dies then leaves them to the next. */
    void doubt(Set<Ipv4> addresses) {
        Set<Ipv4> all = new TreeSet<>(doubtful());
        if (all.addAll(addresses)) {
            WholeFiles.write(
                    doubtful,
                    all.stream().map(address -> address + "\n").collect(Collectors.joining()),
                    "rw-------");
        }
    }

    void noDoubts() {
        WholeFiles.delete(doubtful);
    }

    private static <T> Stream<T> all(Path directory, Class<T> type) {
        try (Stream<Path> files = Files.list(directory)) {
            return files
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .flatMap(
                            file ->
                                    WholeFiles.read(file)
                                            .map(text -> parse(file, text, type))
                                            .stream())
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new DriverException(Kind.BROKEN, "cannot list " + directory + ": " + e, e);
        }
    }

    private static <T> T parse(Path file, String text, Class<T> type) {
        try {
            return Json.read(text, type);
        } catch (IllegalArgumentException e) {
            throw new DriverException(Kind.BROKEN, "cannot read " + file + ": " + e, e);
        }
    }

    private static Path file(Path directory, Id id) {
        return directory.resolve(id.value());
    }
}
