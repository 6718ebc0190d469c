package io.nova.itests.cluster;

import io.nova.itests.cloud.Command;
import io.nova.itests.cloud.Machine;
import java.util.List;

/** A machine of the cluster, with a network, a host name and a libvirt of its own. */
record Node(String name, String address, Machine machine) {

    /** Runs a command there that has to succeed, and returns what it said. */
    String run(String... command) {
        return new Command(machine.inside(List.of(command))).run().ok().out();
    }
}
