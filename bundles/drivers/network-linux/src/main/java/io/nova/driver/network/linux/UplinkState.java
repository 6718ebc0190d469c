package io.nova.driver.network.linux;

import io.nova.json.Json;
import io.nova.model.DriverException;
import io.nova.model.DriverException.Kind;
import io.nova.model.NetworkId;
import io.nova.model.network.Ipv4;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which devices may be ports of bridges because of us, and who the other hosts are. Written before
 * anything is made of it: what is not in it is the operator's, and stays.
 */
final class UplinkState {

    private final Path placed;
    private final Path peers;

    UplinkState(Path directory) {
        placed = directory.resolve("uplink");
        peers = directory.resolve("peers");
    }

    /** A device on the bridge of a network. */
    public record Place(String device, NetworkId network) {}

    /** The content of the file. */
    public record Places(List<Place> places) {
        public Places {
            places = List.copyOf(places);
        }
    }

    List<Place> placed() {
        return WholeFiles.read(placed).map(this::parse).orElseGet(List::of);
    }

    void write(List<Place> places) {
        if (places.isEmpty()) {
            WholeFiles.delete(placed);
        } else {
            WholeFiles.write(placed, Json.write(new Places(places)), "rw-------");
        }
    }

    Set<Ipv4> peers() {
        Optional<String> text = WholeFiles.read(peers);
        return text.<Set<Ipv4>>map(
                        all ->
                                all.lines()
                                        .map(Ipv4::new)
                                        .collect(Collectors.toCollection(TreeSet::new)))
                .orElseGet(TreeSet::new);
    }

    void write(Set<Ipv4> hosts) {
        if (hosts.isEmpty()) {
            WholeFiles.delete(peers);
        } else {
            WholeFiles.write(
                    peers,
                    new TreeSet<>(hosts)
                            .stream().map(host -> host + "\n").collect(Collectors.joining()),
                    "rw-------");
        }
    }

    private List<Place> parse(String text) {
        try {
            return Json.read(text, Places.class).places();
        } catch (IllegalArgumentException e) {
            throw new DriverException(Kind.BROKEN, "cannot read " + placed + ": " + e, e);
        }
    }
}
