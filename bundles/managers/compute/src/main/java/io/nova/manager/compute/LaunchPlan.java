package io.nova.manager.compute;

import io.nova.api.compute.LaunchRequest;
import io.nova.model.compute.LaunchSpec;
import io.nova.model.network.Ipv4;
import io.nova.model.network.PortGroup;
import io.nova.model.network.Subnet;
import io.nova.model.volume.BlockDevice;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A request whose every name was resolved: what is left is to find room. */
record LaunchPlan(
        LaunchSpec spec,
        int minCount,
        int maxCount,
        Subnet subnet,
        List<PortGroup> groups,
        Optional<Ipv4> address,
        Optional<String> clientToken,
        Map<String, String> tags,
        List<BlockDevice> devices,
        Map<String, String> volumeTags) {

    static LaunchPlan of(
            LaunchRequest request,
            LaunchSpec spec,
            Subnet subnet,
            List<PortGroup> groups,
            List<BlockDevice> devices) {
        return new LaunchPlan(
                spec,
                request.minCount(),
                request.maxCount(),
                subnet,
                groups,
                request.address(),
                request.clientToken(),
                request.tags(),
                devices,
                request.volumeTags());
    }
}
