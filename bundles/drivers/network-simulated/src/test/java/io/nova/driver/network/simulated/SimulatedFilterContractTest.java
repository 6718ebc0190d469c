package io.nova.driver.network.simulated;

import io.nova.testkit.network.FilterLab;
import io.nova.testkit.network.NetworkFilterContract;

class SimulatedFilterContractTest extends NetworkFilterContract {

    @Override
    protected FilterLab lab() {
        return new SimulatedLab(new SimulatedSwitch());
    }
}
