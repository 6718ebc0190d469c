package io.nova.manager.compute;

import io.nova.api.network.GroupMembers;
import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.model.SecurityGroupId;
import io.nova.model.compute.Instance;
import io.nova.model.compute.InstanceState;
import io.nova.model.compute.PowerState;
import io.nova.model.network.PortGroup;
import io.nova.protocol.ComputeProtocol;
import io.nova.protocol.NetworkProtocol;
import io.nova.protocol.Wake;
import io.nova.spi.messaging.Durability;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Watch;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * After a commit: notes which hosts have news, and hints it to them. A lost hint costs time alone.
 */
@Component(service = Wakener.class)
public final class Wakener {

    private static final Duration WORTH = Duration.ofSeconds(5);
    private static final Set<InstanceState> PORT_CHANGES =
            EnumSet.of(InstanceState.PENDING, InstanceState.TERMINATED);

    private final MessageBus bus;
    private final HostNews news;
    private final CommitsHeard commits;
    private final Watch watch;
    private final GroupMembers members;
    private final Clock clock;
    private final IdSource ids;

    @Activate
    public Wakener(
            @Reference StateStore store,
            @Reference MessageBus bus,
            @Reference GroupMembers members,
            @Reference Clock clock,
            @Reference IdSource ids) {
        this.bus = bus;
        this.news = new HostNews(Integer.parseInt(ids.hex(7), 16));
        this.commits = new CommitsHeard(clock);
        NewsWatch listener = new NewsWatch(store, news, commits);
        this.watch = store.watch(Set.of(Kinds.INSTANCE), -1, listener);
        listener.begin();
        this.members = members;
        this.clock = clock;
        this.ids = ids;
    }

    @Deactivate
    public void close() {
        watch.close();
    }

    HostNews news() {
        return news;
    }

    CommitsHeard commits() {
        return commits;
    }

    void changed(Collection<Instance> instances, long seq) {
        Set<HostId> hosts = new HashSet<>();
        for (Instance instance : instances) {
            if (news.changed(instance.host(), AssignmentDesk.assignment(instance), seq)) {
                hosts.add(instance.host());
            }
        }
        commits.made(seq);
        hosts.forEach(host -> wake(host, seq));
        // A port comes or goes with its filters: until they are there, its guest is shut.
        List<Instance> ports =
                instances.stream().filter(one -> PORT_CHANGES.contains(one.state())).toList();
        ports.stream().map(Instance::host).distinct().forEach(this::wakeNetwork);
        // Elsewhere, rules that name its groups let it in, or no longer whoever gets its address.
        members.changed(ports.stream().flatMap(Wakener::groups).collect(Collectors.toSet()));
    }

    /** The instance's port is another; which host it is on is not. */
    void portChanged(Instance before, Instance after) {
        wakeNetwork(after.host());
        Set<SecurityGroupId> groups = groups(before).collect(Collectors.toSet());
        Set<SecurityGroupId> now = groups(after).collect(Collectors.toSet());
        members.changed(
                Stream.concat(groups.stream(), now.stream())
                        .filter(group -> !(groups.contains(group) && now.contains(group)))
                        .collect(Collectors.toSet()));
    }

    private static Stream<SecurityGroupId> groups(Instance instance) {
        return instance.port().groups().stream().map(PortGroup::id);
    }

    private void wakeNetwork(HostId host) {
        var unused =
                bus.cast(
                        NetworkProtocol.agent(host),
                        NetworkProtocol.WAKE.message(
                                new Wake(host), ids.hex(16), "", clock.instant().plus(WORTH)),
                        Durability.HINT);
    }

    /** The host no longer is where the instance is to be. */
    void left(HostId host, Instance instance, long seq) {
        if (news.changed(host, AssignmentDesk.assignment(instance, PowerState.GONE), seq)) {
            wake(host, seq);
        }
    }

    private void wake(HostId host, long seq) {
        // A hint that is lost costs its host a few seconds.
        var unused =
                bus.cast(
                        ComputeProtocol.agent(host),
                        ComputeProtocol.WAKE.message(
                                new Wake(host, seq), ids.hex(16), "", clock.instant().plus(WORTH)),
                        Durability.HINT);
    }
}
