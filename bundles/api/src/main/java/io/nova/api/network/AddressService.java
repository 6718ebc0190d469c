package io.nova.api.network;

import io.nova.model.AllocationId;
import io.nova.model.AssociationId;
import io.nova.model.InUseException;
import io.nova.model.InstanceId;
import io.nova.model.InsufficientCapacityException;
import io.nova.model.InterfaceId;
import io.nova.model.LimitExceededException;
import io.nova.model.NotFoundException;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.network.ElasticAddress;
import io.nova.model.network.Ipv4;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/** Public addresses that projects hold and put on their instances. */
@ProviderType
public interface AddressService {

    /**
     * Gives the project an address.
     *
     * @param wanted this one
     * @throws LimitExceededException if the project has as many as it may
     * @throws InsufficientCapacityException if none is left
     * @throws InUseException if the one wanted is someone's
     */
    ElasticAddress allocate(
            RequestContext context, Optional<Ipv4> wanted, Map<String, String> tags);

    /**
     * Takes the address back.
     *
     * @throws InUseException while it is on an instance
     */
    void release(RequestContext context, AddressRef address);

    /**
     * Puts the address on an instance, and takes it off another if that is allowed. An address that
     * the instance had before is on none then.
     *
     * @throws InUseException if it is on another instance, or the instance has another address, and
     *     {@code reassociate} is not set
     */
    ElasticAddress associate(RequestContext context, AddressRef address, Target target);

    /** Takes the address off its instance; one that is on none stays so. */
    void disassociate(RequestContext context, AddressRef address);

    /**
     * Takes an address off its instance.
     *
     * @throws NotFoundException if there is no such association
     */
    void disassociate(RequestContext context, AssociationId association);

    /**
     * Returns the project's addresses, in the order of the allocations.
     *
     * @param addresses if not empty, exactly these, on one page
     */
    Page<ElasticAddress> describe(
            RequestContext context, Collection<AddressRef> addresses, String after, int limit);

    /** Returns which of the project's instances have an address; asks for no permission. */
    Set<InstanceId> instancesWithOne(ProjectId project);

    /** Returns the addresses of these instances. */
    Map<InstanceId, ElasticAddress> ofInstances(Collection<InstanceId> instances);

    /** An address by its allocation or by itself. */
    record AddressRef(Optional<AllocationId> id, Optional<Ipv4> address) {

        public static AddressRef of(AllocationId id) {
            return new AddressRef(Optional.of(id), Optional.empty());
        }

        public static AddressRef of(Ipv4 address) {
            return new AddressRef(Optional.empty(), Optional.of(address));
        }

        @Override
        public String toString() {
            return id.map(AllocationId::value).or(() -> address.map(Ipv4::value)).orElse("");
        }
    }

    /**
     * Where an address is put: on an instance, or on an interface, of which an instance has one.
     *
     * @param privateAddress the instance's own address; there is one
     * @param reassociate takes the address off another instance
     */
    record Target(
            Optional<InstanceId> instance,
            Optional<InterfaceId> networkInterface,
            Optional<Ipv4> privateAddress,
            boolean reassociate) {}
}
