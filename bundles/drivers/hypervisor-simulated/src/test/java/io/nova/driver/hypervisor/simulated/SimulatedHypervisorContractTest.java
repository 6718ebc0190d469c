package io.nova.driver.hypervisor.simulated;

import io.nova.testkit.hypervisor.HypervisorDriverContract;
import io.nova.testkit.hypervisor.HypervisorLab;

class SimulatedHypervisorContractTest extends HypervisorDriverContract {

    @Override
    protected HypervisorLab lab() {
        return new SimulatedLab(SimulatedMachine.inMemory());
    }
}
