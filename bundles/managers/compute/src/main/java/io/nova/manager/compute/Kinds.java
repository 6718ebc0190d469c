package io.nova.manager.compute;

import io.nova.api.compute.InstanceLookup;
import io.nova.model.HostId;
import io.nova.model.InterfaceId;
import io.nova.model.ProjectId;
import io.nova.model.ReservationId;
import io.nova.model.SecurityGroupId;
import io.nova.model.compute.Host;
import io.nova.model.compute.Instance;
import io.nova.model.compute.InstanceState;
import io.nova.model.compute.KeyPair;
import io.nova.model.network.Ipv4;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The kinds of record that compute owns, and what they are found by. */
final class Kinds {

    /** Found by this are all records of a kind. */
    static final IndexEntry ALL = new IndexEntry("all", "");

    /** Found by this are instances that ended and wait for the collector. */
    static final IndexEntry ENDED = new IndexEntry("ended", "");

    static final Kind<Instance> INSTANCE =
            new Kind<>("instance", Instance.class, Kinds::instanceEntries);
    static final Kind<Host> HOST = new Kind<>("host", Host.class, host -> List.of(ALL));
    static final Kind<KeyPair> KEY_PAIR =
            new Kind<>(
                    "key-pair",
                    KeyPair.class,
                    pair -> List.of(ofProject(pair.project()), IndexEntry.of("id", pair.id())));
    static final Kind<LaunchToken> LAUNCH_TOKEN =
            new Kind<>("launch-token", LaunchToken.class, token -> List.of(ALL));

    private Kinds() {}

    static IndexEntry ofProject(ProjectId project) {
        return IndexEntry.of("project", project);
    }

    static IndexEntry ofHost(HostId host) {
        return IndexEntry.of("host", host);
    }

    static IndexEntry ofReservation(ReservationId reservation) {
        return IndexEntry.of("reservation", reservation);
    }

    static IndexEntry ofAddress(Ipv4 address) {
        return IndexEntry.of("address", address);
    }

    static IndexEntry ofPort(InterfaceId port) {
        return IndexEntry.of("port", port);
    }

    static IndexEntry ofGroup(SecurityGroupId group) {
        return IndexEntry.of("group", group);
    }

    /** Found by this are a project's instances whose interfaces have tags. */
    static IndexEntry ofTaggedPorts(ProjectId project) {
        return IndexEntry.of("tagged-port", project);
    }

    /** Returns what is looked up for a value: tags are a project's own, and so is their index. */
    static IndexEntry of(ProjectId project, InstanceLookup.By by, String value) {
        return switch (by) {
            case ID -> throw new IllegalArgumentException("an id needs no index");
            case TAG -> IndexEntry.of("tag", project + "/" + value);
            case RESERVATION -> IndexEntry.of("reservation", value);
            case PRIVATE_ADDRESS -> IndexEntry.of("address", value);
            case NETWORK_INTERFACE -> IndexEntry.of("port", value);
            case SECURITY_GROUP -> IndexEntry.of("group", value);
        };
    }

    private static Collection<IndexEntry> instanceEntries(Instance instance) {
        List<IndexEntry> entries = new ArrayList<>();
        entries.add(ALL);
        entries.add(ofProject(instance.project()));
        entries.add(ofReservation(instance.reservation()));
        instance.tags()
                .forEach(
                        (key, value) ->
                                entries.add(
                                        of(
                                                instance.project(),
                                                InstanceLookup.By.TAG,
                                                InstanceLookup.tag(key, value))));
        if (instance.state() == InstanceState.TERMINATED) {
            // Neither its host nor its address is its own any longer.
            entries.add(ENDED);
        } else {
            entries.add(ofHost(instance.host()));
            entries.add(ofAddress(instance.port().address()));
            entries.add(ofPort(instance.port().id()));
            instance.port().groups().forEach(group -> entries.add(ofGroup(group.id())));
            if (!instance.spec().options().interfaceTags().isEmpty()) {
                entries.add(ofTaggedPorts(instance.project()));
            }
        }
        return entries;
    }
}
