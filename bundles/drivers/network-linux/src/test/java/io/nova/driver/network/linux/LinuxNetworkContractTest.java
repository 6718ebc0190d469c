package io.nova.driver.network.linux;

import io.nova.testkit.network.NetworkDriverContract;
import io.nova.testkit.network.NetworkLab;

class LinuxNetworkContractTest extends NetworkDriverContract {

    @Override
    protected NetworkLab lab() throws Exception {
        return new LinuxLab();
    }
}
