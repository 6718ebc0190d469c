package io.nova.manager.metadata;

import io.nova.model.compute.Instance;
import io.nova.model.network.Ipv4;
import io.nova.model.network.Subnet;
import io.nova.model.network.Vpc;
import io.nova.model.volume.Volume;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What is known of an instance besides its own record.
 *
 * @param subnet empty if it is gone
 * @param vpc empty if it is gone
 * @param sameKey the project's instances with the same key pair; looked up by whoever asks for it
 */
record Facts(
        String region,
        List<Volume> volumes,
        Optional<Ipv4> publicAddress,
        Optional<Subnet> subnet,
        Optional<Vpc> vpc,
        Supplier<List<Instance>> sameKey) {

    Facts {
        volumes = List.copyOf(volumes);
    }

    /** The name that the public address has; empty if there is none. */
    String publicName() {
        return publicAddress
                .map(address -> "ec2-" + address.value().replace('.', '-') + ".novalocal")
                .orElse("");
    }
}
