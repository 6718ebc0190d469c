package io.nova.manager.compute;

import io.nova.api.compute.PortService;
import io.nova.model.HostId;
import io.nova.model.InstanceId;
import io.nova.model.InterfaceId;
import io.nova.model.SecurityGroupId;
import io.nova.model.compute.Instance;
import io.nova.model.compute.InstanceState;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows the ports of instances by the index of these. */
@Component
public final class Ports implements PortService {

    private final Records<Instance> instances;

    @Activate
    public Ports(@Reference StateStore store) {
        this.instances = new Records<>(store, Kinds.INSTANCE);
    }

    @Override
    public Optional<InstancePort> find(InstanceId instance) {
        return instances
                .find(instance.value())
                .map(Rec::value)
                .filter(one -> one.state() != InstanceState.TERMINATED)
                .map(Ports::port);
    }

    @Override
    public Optional<InstancePort> find(InterfaceId port) {
        return instances.page(Kinds.ofPort(port), "", 1).items().stream()
                .findFirst()
                .map(rec -> port(rec.value()));
    }

    @Override
    public List<InstancePort> onHost(HostId host) {
        return all(Kinds.ofHost(host));
    }

    @Override
    public List<InstancePort> inGroup(SecurityGroupId group) {
        return all(Kinds.ofGroup(group));
    }

    private List<InstancePort> all(IndexEntry entry) {
        List<InstancePort> ports = new ArrayList<>();
        instances.each(entry, rec -> ports.add(port(rec.value())));
        return ports;
    }

    private static InstancePort port(Instance instance) {
        return new InstancePort(
                instance.id(),
                instance.project(),
                instance.host(),
                instance.spec().zone(),
                instance.state(),
                instance.port());
    }
}
