package io.nova.manager.metadata;

import io.nova.api.compute.GuestLookup;
import io.nova.api.compute.IdentityDocumentSigner;
import io.nova.api.compute.ZoneService;
import io.nova.api.metadata.GuestMetadata;
import io.nova.api.metadata.MetadataService;
import io.nova.api.network.AddressService;
import io.nova.api.network.VpcService;
import io.nova.api.volume.InstanceVolumeService;
import io.nova.model.InstanceId;
import io.nova.model.NotFoundException;
import io.nova.model.compute.Instance;
import io.nova.model.network.ElasticAddress;
import io.nova.model.network.Ipv4;
import io.nova.model.network.Subnet;
import io.nova.model.network.Vpc;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Tells what guests read about themselves, as the records of the other managers have it at that
 * moment. It has no records of its own.
 */
@Component(service = {MetadataService.class, MetadataManager.class})
public final class MetadataManager implements MetadataService {

    private final GuestLookup guests;
    private final InstanceVolumeService volumes;
    private final AddressService addresses;
    private final VpcService vpcs;
    private final ZoneService zones;
    private final IdentityDocumentSigner signer;

    @Activate
    public MetadataManager(
            @Reference GuestLookup guests,
            @Reference InstanceVolumeService volumes,
            @Reference AddressService addresses,
            @Reference VpcService vpcs,
            @Reference ZoneService zones,
            @Reference IdentityDocumentSigner signer) {
        this.guests = guests;
        this.volumes = volumes;
        this.addresses = addresses;
        this.vpcs = vpcs;
        this.zones = zones;
        this.signer = signer;
    }

    @Override
    public Optional<GuestMetadata> find(Ipv4 address, String path) {
        return instance(address).map(instance -> of(instance, path));
    }

    /** Returns the instance that has the private address now. */
    Optional<Instance> instance(Ipv4 address) {
        return guests.findByAddress(address);
    }

    /** Returns the instance's, whose content is looked up when it is read. */
    GuestMetadata of(Instance instance, String path) {
        return new GuestMetadata(
                instance.id(),
                instance.project(),
                instance.spec().options().metadata(),
                () -> read(instance, path));
    }

    private Optional<ByteBuffer> read(Instance instance, String path) {
        return Entry.find(MetadataTree.of(instance, facts(instance), signer), path)
                .map(Entry.Value::bytes);
    }

    private Facts facts(Instance instance) {
        List<InstanceId> one = List.of(instance.id());
        Optional<Subnet> subnet = subnet(instance);
        return new Facts(
                zones.region(),
                volumes.ofInstances(one).getOrDefault(instance.id(), List.of()),
                Optional.ofNullable(addresses.ofInstances(one).get(instance.id()))
                        .map(ElasticAddress::address),
                subnet,
                subnet.flatMap(this::vpc),
                () -> sameKey(instance));
    }

    private List<Instance> sameKey(Instance instance) {
        return instance.spec()
                .keyName()
                .map(name -> guests.withKey(instance.project(), name))
                .orElse(List.of());
    }

    private Optional<Subnet> subnet(Instance instance) {
        try {
            return Optional.of(
                    vpcs.subnetFor(
                            instance.project(),
                            Optional.of(instance.port().subnet()),
                            instance.spec().zone()));
        } catch (NotFoundException gone) {
            return Optional.empty();
        }
    }

    private Optional<Vpc> vpc(Subnet subnet) {
        try {
            return Optional.of(vpcs.vpcOf(subnet));
        } catch (NotFoundException gone) {
            return Optional.empty();
        }
    }
}
