package io.nova.frontend.shell;

import io.nova.api.compute.HostRoleService;
import io.nova.api.compute.HostRoleService.RolesView;
import io.nova.api.compute.HostService;
import io.nova.api.compute.HostService.HostView;
import io.nova.api.host.HostMembershipService;
import io.nova.api.host.HostMembershipService.MembershipView;
import io.nova.api.identity.CallerResolver;
import io.nova.api.volume.VolumeInventory;
import io.nova.api.volume.VolumeInventory.VolumeHostView;
import io.nova.model.HostId;
import io.nova.model.RequestContext;
import io.nova.model.compute.HostCapacity;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;

/** Lists the hosts with what they offer */
@Service
@Command(
        scope = "nova",
        name = "host-list",
        description = "Lists the hosts with what they offer." + " Example: nova:host-list")
public final class HostListCommand implements Action {

    @Reference CallerResolver callers;
    @Reference HostService hosts;
    @Reference VolumeInventory inventory;
    @Reference HostRoleService roles;
    @Reference HostMembershipService members;
    @Reference Session session;

    @Option(name = "--json", description = "Prints JSON and nothing else")
    boolean json;

    @Override
    public @Nullable Object execute() throws Exception {
        RequestContext context = Operator.context(callers);
        Map<HostId, HostView> compute = new TreeMap<>();
        hosts.list(context).forEach(view -> compute.put(view.host().id(), view));
        Map<HostId, List<VolumeHostView>> volume = new TreeMap<>();
        inventory
                .hosts(context)
                .forEach(
                        view ->
                                volume.computeIfAbsent(view.host(), one -> new ArrayList<>())
                                        .add(view));
        Map<HostId, RolesView> told = new TreeMap<>();
        roles.list(context).forEach(view -> told.put(view.host(), view));
        Map<HostId, MembershipView> joined = new TreeMap<>();
        members.list(context).forEach(view -> joined.put(view.host(), view));
        Set<HostId> all = new TreeSet<>(compute.keySet());
        all.addAll(volume.keySet());
        all.addAll(told.keySet());
        all.addAll(joined.keySet());
        Table table =
                new Table(
                        "HOST",
                        "ZONE",
                        "STATE",
                        "VCPUS",
                        "MEMORY MIB",
                        "INSTANCES",
                        "HYPERVISOR",
                        "VOLUMES",
                        "VOLUME GIB",
                        "TECHNOLOGIES",
                        "ROLES",
                        "DRIVERS",
                        "MEMBER",
                        "LAST SEEN");
        for (HostId host : all) {
            row(
                    table,
                    host,
                    Optional.ofNullable(compute.get(host)),
                    volume.getOrDefault(host, List.of()),
                    Optional.ofNullable(told.get(host)),
                    Optional.ofNullable(joined.get(host)));
        }
        Screen.print(table, json, session);
        return null;
    }

    /** A host may run guests, which its state is about, keep volumes, both, or neither. */
    private static void row(
            Table table,
            HostId host,
            Optional<HostView> compute,
            List<VolumeHostView> volumes,
            Optional<RolesView> told,
            Optional<MembershipView> member) {
        Optional<VolumeHostView> volume = volumes.stream().findFirst();
        Optional<HostCapacity> room = compute.map(view -> view.host().capacity());
        Optional<HostCapacity> claimed = compute.map(HostView::claimed);
        table.row(
                host,
                compute.map(view -> view.host().zone()).or(() -> volume.map(VolumeHostView::zone)),
                compute.map(HostView::up)
                        .or(() -> told.map(RolesView::up))
                        .map(HostListCommand::state)
                        .or(() -> member.map(view -> volume.isEmpty() ? state(view) : "down")),
                claimed.map(of -> of.vcpus() + "/" + room.orElseThrow().vcpus()),
                claimed.map(of -> of.memoryMib() + "/" + room.orElseThrow().memoryMib()),
                compute.map(HostView::instances),
                compute.map(view -> String.join(",", view.host().hypervisors())),
                volume.map(any -> state(volumes.stream().anyMatch(VolumeHostView::up))),
                volume.map(
                        any ->
                                gib(volumes, VolumeHostView::claimedBytes)
                                        + "/"
                                        + gib(volumes, VolumeHostView::totalBytes)),
                volume.map(any -> technologies(volumes)),
                told.map(view -> String.join(",", view.roles())),
                told.map(view -> String.join(",", view.drivers())),
                member.map(HostListCommand::membership),
                Stream.of(
                                compute.map(HostView::lastSeen).stream(),
                                volumes.stream().map(VolumeHostView::lastSeen),
                                told.map(RolesView::lastHeard).stream())
                        .flatMap(Function.identity())
                        .max(Comparator.naturalOrder()));
    }

    private static String membership(MembershipView view) {
        // The end of its certificate instead of what is long past: the column is narrow.
        return view.expiring()
                .map(at -> "ends " + at.atOffset(ZoneOffset.UTC).toLocalDate())
                .or(() -> view.joined().map(at -> "since " + at))
                .orElse("invited");
    }

    /** Of a host that nothing was heard of yet, or not since this process started. */
    private static String state(MembershipView view) {
        return view.joined().isPresent() ? "down" : "invited";
    }

    private static String state(boolean up) {
        return up ? "up" : "down";
    }

    private static long gib(List<VolumeHostView> volumes, ToLongFunction<VolumeHostView> bytes) {
        return volumes.stream().mapToLong(bytes).sum() >> 30;
    }

    private static String technologies(List<VolumeHostView> volumes) {
        return volumes.stream()
                .map(view -> view.technology() + (view.up() ? "" : " (down)"))
                .collect(Collectors.joining(","));
    }
}
