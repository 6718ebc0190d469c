package io.nova.manager.network;

import io.nova.api.compute.PortService;
import io.nova.api.compute.PortService.InstancePort;
import io.nova.json.Json;
import io.nova.model.HostId;
import io.nova.model.InstanceId;
import io.nova.model.SecurityGroupId;
import io.nova.model.network.ElasticAddress;
import io.nova.model.network.Ipv4;
import io.nova.model.network.PortGroup;
import io.nova.model.network.SecurityGroup;
import io.nova.model.network.SecurityGroupRule;
import io.nova.model.network.Traffic;
import io.nova.protocol.Filters;
import io.nova.protocol.FiltersRequest;
import io.nova.protocol.HostFilters;
import io.nova.protocol.HostFilters.FilteredPort;
import io.nova.protocol.HostFilters.FilteringGroup;
import io.nova.protocol.HostFilters.PublicAddress;
import io.nova.protocol.NetworkProtocol;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.messaging.Subscription;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Tells hosts what to let through to their ports, and which addresses lead to these. */
@Component(service = FilterDesk.class, immediate = true)
public final class FilterDesk {

    private static final int CONCURRENCY = 4;

    /** So many hosts are remembered, since a text of many ports is long. */
    private static final int BEGUN = 16;

    private final Records<SecurityGroup> groups;
    private final Records<ElasticAddress> addresses;
    private final PortService ports;
    private final Subscription subscription;

    /** What hosts have had the first pieces of. Without it the whole is put together for each. */
    private final Map<HostId, Whole> begun =
            Collections.synchronizedMap(
                    new LinkedHashMap<>() {
                        @Override
                        protected boolean removeEldestEntry(Map.Entry<HostId, Whole> eldest) {
                            return size() > BEGUN;
                        }
                    });

    /** All that a host should let through, and its digest. */
    private record Whole(String version, String text) {}

    @Activate
    public FilterDesk(
            @Reference StateStore store, @Reference PortService ports, @Reference MessageBus bus) {
        this.groups = new Records<>(store, Kinds.SECURITY_GROUP);
        this.addresses = new Records<>(store, Kinds.ADDRESS);
        this.ports = ports;
        this.subscription =
                NetworkProtocol.FILTERS.serve(
                        bus,
                        NetworkProtocol.MANAGER,
                        CONCURRENCY,
                        request -> CompletableFuture.completedStage(answer(request)));
    }

    @Deactivate
    public void close() {
        subscription.close();
    }

    private Filters answer(FiltersRequest request) {
        Whole whole =
                request.offset() == 0
                        ? whole(request.host())
                        : begun.computeIfAbsent(request.host(), this::whole);
        Filters answer = Filters.answer(request, whole.version(), whole.text());
        if (answer.next() == 0) {
            begun.remove(request.host());
        } else {
            begun.put(request.host(), whole);
        }
        return answer;
    }

    private Whole whole(HostId host) {
        String text = Json.write(of(host));
        return new Whole(Digits.of(text), text);
    }

    private HostFilters of(HostId host) {
        List<InstancePort> here =
                ports.onHost(host).stream()
                        .sorted(Comparator.comparing(port -> port.port().id().value()))
                        .toList();
        Map<SecurityGroupId, List<Traffic>> rules = new TreeMap<>();
        List<FilteredPort> filtered = new ArrayList<>();
        List<PublicAddress> mapped = new ArrayList<>();
        for (InstancePort port : here) {
            List<SecurityGroupId> in =
                    port.port().groups().stream().map(PortGroup::id).sorted().toList();
            in.forEach(group -> rules.computeIfAbsent(group, this::rules));
            filtered.add(new FilteredPort(port.port().id(), in, !port.port().sourceDestCheck()));
        }
        // Far fewer addresses lead to guests than there are guests.
        Set<InstanceId> guests = new HashSet<>();
        here.forEach(port -> guests.add(port.instance()));
        addresses.each(
                Kinds.ASSOCIATED,
                rec ->
                        rec.value()
                                .association()
                                .filter(on -> guests.contains(on.instance()))
                                .map(
                                        on ->
                                                new PublicAddress(
                                                        rec.value().address(), on.privateAddress()))
                                .ifPresent(mapped::add));
        mapped.sort(Comparator.comparing(PublicAddress::address));
        return new HostFilters(filtered, groups(rules), mapped);
    }

    private List<FilteringGroup> groups(Map<SecurityGroupId, List<Traffic>> rules) {
        Set<SecurityGroupId> named = new TreeSet<>();
        rules.values()
                .forEach(
                        list ->
                                list.stream()
                                        .filter(traffic -> traffic.peer().isGroup())
                                        .map(traffic -> new SecurityGroupId(traffic.peer().value()))
                                        .forEach(named::add));
        Set<SecurityGroupId> all = new TreeSet<>(named);
        all.addAll(rules.keySet());
        return all.stream()
                .map(
                        group ->
                                new FilteringGroup(
                                        group,
                                        rules.getOrDefault(group, List.of()),
                                        named.contains(group) ? members(group) : List.of()))
                .toList();
    }

    // A group that is gone allows nothing.
    private List<Traffic> rules(SecurityGroupId group) {
        return groups.find(group.value())
                .map(rec -> rec.value().rules().stream().map(SecurityGroupRule::traffic).toList())
                .orElseGet(List::of);
    }

    private List<Ipv4> members(SecurityGroupId group) {
        return ports.inGroup(group).stream().map(port -> port.port().address()).sorted().toList();
    }
}
