package io.nova.manager.network;

import io.nova.api.compute.PortService;
import io.nova.api.compute.PortService.InstancePort;
import io.nova.api.identity.Authorizer;
import io.nova.api.identity.Quota;
import io.nova.api.identity.QuotaService;
import io.nova.api.network.AddressService;
import io.nova.manager.network.Decisions.Decision;
import io.nova.model.AllocationId;
import io.nova.model.AssociationId;
import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.model.InUseException;
import io.nova.model.InstanceId;
import io.nova.model.InsufficientCapacityException;
import io.nova.model.InvalidParameterException;
import io.nova.model.LimitExceededException;
import io.nova.model.NotFoundException;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.network.ElasticAddress;
import io.nova.model.network.ElasticAddress.Association;
import io.nova.model.network.Ipv4;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Taken;
import io.nova.spi.state.Tx;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Keeps the public addresses of projects.
 *
 * <p>An address whose instance has ended is on none: reads see to that at once, and the record
 * follows when it is next changed or swept.
 */
@Component
public final class AddressManager implements AddressService {

    private final StateStore store;
    private final Authorizer authorizer;
    private final QuotaService quotas;
    private final PublicRange range;
    private final PortService ports;
    private final NetworkWakener wakener;
    private final IdSource ids;
    private final Records<ElasticAddress> records;
    private final Owned<ElasticAddress> addresses;

    @Activate
    public AddressManager(
            @Reference StateStore store,
            @Reference Authorizer authorizer,
            @Reference QuotaService quotas,
            @Reference PublicRange range,
            @Reference PortService ports,
            @Reference NetworkWakener wakener,
            @Reference IdSource ids) {
        this.store = store;
        this.authorizer = authorizer;
        this.quotas = quotas;
        this.range = range;
        this.ports = ports;
        this.wakener = wakener;
        this.ids = ids;
        this.records = new Records<>(store, Kinds.ADDRESS);
        this.addresses = new Owned<>(store, Kinds.ADDRESS, ResourceType.ADDRESS);
    }

    @Override
    public ElasticAddress allocate(
            RequestContext context, Optional<Ipv4> wanted, Map<String, String> tags) {
        authorizer.require(context.caller(), "ec2:AllocateAddress");
        range.ensure();
        ProjectId project = context.project();
        AllocationId id = AllocationId.next(ids);
        long limit = quotas.limit(project, Quota.ADDRESSES);
        Tx.Builder tx = Tx.of("address/" + id).quota(Quota.ADDRESSES.scope(project), 1, limit);
        int slot =
                tx.take(
                        PublicRange.pool(range.cidr()),
                        id.value(),
                        wanted.map(Ipv4::number).orElse(Tx.ANY));
        Function<Taken, ElasticAddress> value =
                taken ->
                        new ElasticAddress(
                                id,
                                project,
                                Ipv4.of(taken.item(slot)),
                                range.cidr(),
                                Optional.empty(),
                                tags);
        CommitResult result =
                Records.commit(store, tx.createWith(Kinds.ADDRESS, id.value(), value).build());
        if (result instanceof CommitResult.Ok ok) {
            return value.apply(ok.items()::get);
        }
        if (result instanceof CommitResult.QuotaExceeded) {
            throw new LimitExceededException(
                    ResourceType.ADDRESS,
                    "addresses",
                    ("The project may have %d addresses at most; release some, or ask the operator"
                                    + " for a higher quota")
                            .formatted(limit));
        }
        if (wanted.isPresent()) {
            throw new InUseException(
                    ResourceType.ADDRESS,
                    wanted.get(),
                    "The address '%s' is not available".formatted(wanted.get()));
        }
        throw new InsufficientCapacityException(
                ResourceType.ADDRESS,
                "addresses",
                "There is no free public address; the operator can give the cloud a larger range");
    }

    @Override
    public void release(RequestContext context, AddressRef ref) {
        authorizer.require(context.caller(), "ec2:ReleaseAddress");
        Decisions.commit(
                store,
                ResourceType.ADDRESS,
                ref,
                () -> {
                    Rec<ElasticAddress> rec = require(context.project(), ref);
                    ElasticAddress address = live(List.of(rec.value())).get(0);
                    if (address.association().isPresent()) {
                        throw new InUseException(
                                ResourceType.ADDRESS,
                                ref,
                                "The address '%s' is on instance '%s'; disassociate it first"
                                        .formatted(
                                                address.address(),
                                                address.association().get().instance()));
                    }
                    Tx.Builder tx =
                            Tx.of("address-release/" + address.id() + "/" + ids.hex(8))
                                    .delete(Kinds.ADDRESS, rec)
                                    .quota(
                                            Quota.ADDRESSES.scope(address.project()),
                                            -1,
                                            Long.MAX_VALUE)
                                    .give(
                                            PublicRange.pool(address.range()),
                                            address.id().value(),
                                            address.address().number());
                    return new Decision<>(address, tx);
                },
                AddressManager::unexpected);
    }

    @Override
    public ElasticAddress associate(RequestContext context, AddressRef ref, Target target) {
        authorizer.require(context.caller(), "ec2:AssociateAddress");
        ProjectId project = context.project();
        Set<HostId> touched = new HashSet<>();
        ElasticAddress made =
                Decisions.commit(
                        store,
                        ResourceType.ADDRESS,
                        ref,
                        () -> association(project, ref, target, touched),
                        AddressManager::unexpected);
        wakener.changed(touched);
        return made;
    }

    private Decision<ElasticAddress> association(
            ProjectId project, AddressRef ref, Target target, Set<HostId> touched) {
        Rec<ElasticAddress> rec = require(project, ref);
        InstancePort port = target(project, target);
        touched.add(port.host());
        Tx.Builder tx = Tx.of("address-associate/" + ids.hex(16));
        Optional<Association> before = live(List.of(rec.value())).get(0).association();
        if (before.isPresent()) {
            if (before.get().instance().equals(port.instance())) {
                return new Decision<>(rec.value(), tx);
            }
            if (!target.reassociate()) {
                throw new InUseException(
                        ResourceType.ADDRESS_ASSOCIATION,
                        ref,
                        ("The address '%s' is on instance '%s' already; allow reassociation to"
                                        + " move it")
                                .formatted(rec.value().address(), before.get().instance()));
            }
            ports.find(before.get().instance()).ifPresent(other -> touched.add(other.host()));
        }
        // An instance has one address: a former one is on none then.
        for (Rec<ElasticAddress> other : on(port.instance())) {
            if (!other.id().equals(rec.id())) {
                tx.update(Kinds.ADDRESS, other, other.value().associated(Optional.empty()));
            }
        }
        ElasticAddress next =
                rec.value()
                        .associated(
                                Optional.of(
                                        new Association(
                                                AssociationId.next(ids),
                                                port.instance(),
                                                port.port().id(),
                                                port.port().address())));
        return new Decision<>(next, tx.update(Kinds.ADDRESS, rec, next));
    }

    private InstancePort target(ProjectId project, Target target) {
        Optional<InstancePort> found =
                target.instance().isPresent()
                        ? ports.find(target.instance().get())
                        : target.networkInterface().flatMap(ports::find);
        InstancePort port =
                found.filter(one -> one.project().equals(project))
                        .orElseThrow(() -> noTarget(target));
        target.privateAddress()
                .filter(address -> !address.equals(port.port().address()))
                .ifPresent(
                        address -> {
                            throw InvalidParameterException.badValue(
                                    "PrivateIpAddress",
                                    address.value(),
                                    "it is not the address of '%s'".formatted(port.instance()));
                        });
        return port;
    }

    private static NotFoundException noTarget(Target target) {
        return target.instance().isPresent()
                ? new NotFoundException(ResourceType.INSTANCE, target.instance().get())
                : new NotFoundException(
                        ResourceType.NETWORK_INTERFACE,
                        target.networkInterface().map(Object::toString).orElse(""));
    }

    @Override
    public void disassociate(RequestContext context, AddressRef ref) {
        authorizer.require(context.caller(), "ec2:DisassociateAddress");
        takeOff(context.project(), ref);
    }

    @Override
    public void disassociate(RequestContext context, AssociationId association) {
        authorizer.require(context.caller(), "ec2:DisassociateAddress");
        ElasticAddress address =
                records.page(IndexEntry.of("association", association), "", 1).items().stream()
                        .map(Rec::value)
                        .filter(one -> one.project().equals(context.project()))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new NotFoundException(
                                                ResourceType.ADDRESS_ASSOCIATION, association));
        takeOff(context.project(), AddressRef.of(address.id()));
    }

    private void takeOff(ProjectId project, AddressRef ref) {
        Optional<Association> off =
                Decisions.commit(
                        store,
                        ResourceType.ADDRESS,
                        ref,
                        () -> {
                            Rec<ElasticAddress> rec = require(project, ref);
                            Tx.Builder tx = Tx.of("address-disassociate/" + ids.hex(16));
                            Optional<Association> before = rec.value().association();
                            if (before.isPresent()) {
                                tx.update(
                                        Kinds.ADDRESS,
                                        rec,
                                        rec.value().associated(Optional.empty()));
                            }
                            return new Decision<>(before, tx);
                        },
                        AddressManager::unexpected);
        off.flatMap(before -> ports.find(before.instance()))
                .ifPresent(port -> wakener.changed(Set.of(port.host())));
    }

    @Override
    public Page<ElasticAddress> describe(
            RequestContext context, Collection<AddressRef> asked, String after, int limit) {
        authorizer.require(context.caller(), "ec2:DescribeAddresses");
        ProjectId project = context.project();
        if (asked.isEmpty()) {
            Page<ElasticAddress> page = addresses.page(project, List.of(), after, limit);
            return new Page<>(live(page.items()), page.next());
        }
        Map<String, ElasticAddress> found = new LinkedHashMap<>();
        for (AddressRef one : new LinkedHashSet<>(asked)) {
            Rec<ElasticAddress> rec = require(project, one);
            found.put(rec.id(), rec.value());
        }
        return new Page<>(live(List.copyOf(found.values())), Optional.empty());
    }

    @Override
    public Set<InstanceId> instancesWithOne(ProjectId project) {
        Set<InstanceId> found = new HashSet<>();
        records.each(
                Kinds.ofProject(project),
                rec -> rec.value().association().ifPresent(on -> found.add(on.instance())));
        return found;
    }

    @Override
    public Map<InstanceId, ElasticAddress> ofInstances(Collection<InstanceId> instances) {
        List<Rec<ElasticAddress>> some =
                records.among(Kinds.ASSOCIATED, instances, Kinds::ofInstance);
        if (some.isEmpty()) {
            return Map.of();
        }
        Set<InstanceId> asked = Set.copyOf(instances);
        Map<InstanceId, ElasticAddress> found = new HashMap<>();
        for (Rec<ElasticAddress> rec : some) {
            ElasticAddress address = rec.value();
            address.association()
                    .map(Association::instance)
                    .filter(asked::contains)
                    .ifPresent(instance -> found.put(instance, address));
        }
        return found;
    }

    private List<Rec<ElasticAddress>> on(InstanceId instance) {
        return records.page(Kinds.ofInstance(instance), "", StateStore.MAX_PAGE).items();
    }

    /** Returns the addresses without those associations whose instance has ended. */
    private List<ElasticAddress> live(List<ElasticAddress> all) {
        List<ElasticAddress> shown = new ArrayList<>();
        for (ElasticAddress one : all) {
            boolean dead =
                    one.association().filter(on -> ports.find(on.instance()).isEmpty()).isPresent();
            shown.add(dead ? one.associated(Optional.empty()) : one);
        }
        return shown;
    }

    private Rec<ElasticAddress> require(ProjectId project, AddressRef ref) {
        Optional<Rec<ElasticAddress>> found =
                ref.id().isPresent()
                        ? addresses.find(project, ref.id().get().value())
                        : ref.address().flatMap(address -> byAddress(project, address));
        return found.orElseThrow(() -> new NotFoundException(ResourceType.ADDRESS, ref));
    }

    private Optional<Rec<ElasticAddress>> byAddress(ProjectId project, Ipv4 address) {
        return records.page(IndexEntry.of("address", address), "", 1).items().stream()
                .filter(rec -> rec.value().project().equals(project))
                .findFirst();
    }

    private static void unexpected(CommitResult result) {
        throw new IllegalStateException("no such answer: " + result);
    }
}
