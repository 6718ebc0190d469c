package io.nova.manager.network;

import io.nova.api.tag.TaggedResources;
import io.nova.model.IdSource;
import io.nova.model.NotFoundException;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.ResourceType;
import io.nova.model.network.NetworkResource;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Kind;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The tags of everything that networks consist of. */
@Component
public final class NetworkTags implements TaggedResources {

    private final Map<String, Owner<?>> owners;
    private final IdSource ids;

    /** The records of one kind, and EC2's word for it. */
    private record Owner<T extends NetworkResource>(
            String word, Records<T> records, Class<T> type, ResourceType resource) {

        Optional<T> find(ProjectId project, String id) {
            return records.find(id).map(Rec::value).filter(one -> one.project().equals(project));
        }

        void retag(
                ProjectId project, String id, IdSource ids, UnaryOperator<Map<String, String>> by) {
            Optional<?> changed =
                    records.change(
                            id,
                            () -> "tag/" + ids.hex(16),
                            one ->
                                    one.project().equals(project)
                                            ? Optional.of(
                                                    type.cast(one.withTags(by.apply(one.tags()))))
                                            : Optional.empty());
            if (changed.isEmpty()) {
                throw new NotFoundException(resource, id);
            }
        }

        Page<Tagged> list(IndexEntry entry, String after, int limit) {
            return records.page(entry, after, limit)
                    .map(rec -> new Tagged(rec.id(), rec.value().tags()));
        }
    }

    @Activate
    public NetworkTags(@Reference StateStore store, @Reference IdSource ids) {
        this.ids = ids;
        this.owners =
                Map.of(
                        "vpc", owner(store, "vpc", Kinds.VPC, ResourceType.VPC),
                        "subnet", owner(store, "subnet", Kinds.SUBNET, ResourceType.SUBNET),
                        "rtb",
                                owner(
                                        store,
                                        "route-table",
                                        Kinds.ROUTE_TABLE,
                                        ResourceType.ROUTE_TABLE),
                        "igw",
                                owner(
                                        store,
                                        "internet-gateway",
                                        Kinds.INTERNET_GATEWAY,
                                        ResourceType.INTERNET_GATEWAY),
                        "acl",
                                owner(
                                        store,
                                        "network-acl",
                                        Kinds.NETWORK_ACL,
                                        ResourceType.NETWORK_ACL),
                        "dopt",
                                owner(
                                        store,
                                        "dhcp-options",
                                        Kinds.DHCP_OPTIONS,
                                        ResourceType.DHCP_OPTIONS),
                        "sg",
                                owner(
                                        store,
                                        "security-group",
                                        Kinds.SECURITY_GROUP,
                                        ResourceType.SECURITY_GROUP),
                        "eipalloc",
                                owner(store, "elastic-ip", Kinds.ADDRESS, ResourceType.ADDRESS));
    }

    private static <T extends NetworkResource> Owner<T> owner(
            StateStore store, String word, Kind<T> kind, ResourceType resource) {
        return new Owner<>(word, new Records<>(store, kind), kind.type(), resource);
    }

    @Override
    public Map<String, String> kinds() {
        return owners.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, one -> one.getValue().word()));
    }

    @Override
    public Optional<Map<String, String>> find(ProjectId project, String id) {
        return of(id).find(project, id).map(NetworkResource::tags);
    }

    @Override
    public void retag(ProjectId project, String id, UnaryOperator<Map<String, String>> change) {
        of(id).retag(project, id, ids, change);
    }

    private Owner<?> of(String id) {
        String prefix = id.substring(0, Math.max(0, id.lastIndexOf('-')));
        return Optional.ofNullable(owners.get(prefix))
                .orElseThrow(() -> new NotFoundException(ResourceType.TAG, id));
    }

    @Override
    public Page<Tagged> list(ProjectId project, String kind, String afterId, int limit) {
        return owners.values().stream()
                .filter(one -> one.word().equals(kind))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no kind of ours: " + kind))
                .list(Kinds.ofProject(project), afterId, limit);
    }
}
