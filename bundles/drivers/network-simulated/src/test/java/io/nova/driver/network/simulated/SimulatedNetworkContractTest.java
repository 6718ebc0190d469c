package io.nova.driver.network.simulated;

import io.nova.testkit.network.NetworkDriverContract;
import io.nova.testkit.network.NetworkLab;

class SimulatedNetworkContractTest extends NetworkDriverContract {

    @Override
    protected NetworkLab lab() {
        return new SimulatedLab(new SimulatedSwitch());
    }
}
