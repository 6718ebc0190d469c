package io.nova.manager.compute;

import io.nova.api.compute.LaunchRequest;
import io.nova.model.compute.LaunchSpec;
import io.nova.model.network.Ipv4;
import io.nova.model.network.Network;
import java.util.Map;
import java.util.Optional;

/** A request whose every name was resolved: what is left is to find room. */
record LaunchPlan(
        LaunchSpec spec,
        int minCount,
        int maxCount,
        Network network,
        Optional<Ipv4> address,
        Optional<String> clientToken,
        Map<String, String> tags) {

    static LaunchPlan of(LaunchRequest request, LaunchSpec spec, Network network) {
        return new LaunchPlan(
                spec,
                request.minCount(),
                request.maxCount(),
                network,
                request.address(),
                request.clientToken(),
                request.tags());
    }
}
