package io.nova.driver.hypervisor.simulated;

import io.nova.testkit.hypervisor.AbilitiesContract;
import io.nova.testkit.hypervisor.HypervisorLab;

class SimulatedAbilitiesContractTest extends AbilitiesContract {

    @Override
    protected HypervisorLab lab() {
        return new SimulatedLab(SimulatedMachine.inMemory());
    }
}
