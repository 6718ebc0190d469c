package io.nova.driver.network.linux;

import io.nova.model.network.Ipv4;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The public addresses of this host: the content of a state file.
 *
 * @param wanted where they lead
 * @param placed which ones may be on a device because of us
 * @param moved which ones may have connections to where they led before
 */
public record AddressState(List<Way> wanted, List<Ipv4> placed, List<Ipv4> moved) {

    /** Where an address leads. */
    public record Way(Ipv4 address, Ipv4 guest) {}

    static final AddressState NONE = new AddressState(List.of(), List.of(), List.of());

    public AddressState {
        wanted = List.copyOf(wanted);
        placed = List.copyOf(placed);
        moved = List.copyOf(moved);
    }

    Map<Ipv4, Ipv4> map() {
        return wanted.stream()
                .collect(Collectors.toMap(Way::address, Way::guest, (a, b) -> a, TreeMap::new));
    }

    /** Returns this on the way to another map, with all that may have to be done for it. */
    AddressState towards(Map<Ipv4, Ipv4> other) {
        Map<Ipv4, Ipv4> now = map();
        Set<Ipv4> both = new TreeSet<>(now.keySet());
        both.addAll(other.keySet());
        Set<Ipv4> changed = new TreeSet<>(moved);
        both.stream()
                .filter(one -> !java.util.Objects.equals(now.get(one), other.get(one)))
                .forEach(changed::add);
        return new AddressState(
                new TreeMap<>(other)
                        .entrySet().stream()
                                .map(way -> new Way(way.getKey(), way.getValue()))
                                .toList(),
                Stream.concat(placed.stream(), other.keySet().stream()).distinct().toList(),
                List.copyOf(changed));
    }

    /** Returns this with everything done. */
    AddressState done() {
        return new AddressState(wanted, wanted.stream().map(Way::address).toList(), List.of());
    }
}
