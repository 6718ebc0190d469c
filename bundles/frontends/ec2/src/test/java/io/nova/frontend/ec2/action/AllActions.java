package io.nova.frontend.ec2.action;

import io.nova.api.compute.InstanceService;
import io.nova.api.compute.InstanceTypeService;
import io.nova.api.compute.KeyPairService;
import io.nova.api.compute.ZoneService;
import io.nova.api.image.ImageService;
import io.nova.frontend.ec2.Ec2Action;
import java.util.List;

/** Every action there is; a test compares this list with the bundle's components. */
public final class AllActions {

    private AllActions() {}

    public static List<Ec2Action> of(
            InstanceService instances,
            ImageService images,
            KeyPairService keyPairs,
            InstanceTypeService types,
            ZoneService zones) {
        return List.of(
                new CreateKeyPairAction(keyPairs),
                new DeleteKeyPairAction(keyPairs),
                new DeregisterImageAction(images),
                new DescribeAvailabilityZonesAction(zones),
                new DescribeImagesAction(images),
                new DescribeInstanceTypesAction(types),
                new DescribeInstancesAction(instances),
                new DescribeKeyPairsAction(keyPairs),
                new DescribeRegionsAction(zones),
                new GetConsoleOutputAction(instances),
                new ImportKeyPairAction(keyPairs),
                new RebootInstancesAction(instances),
                new RegisterImageAction(images),
                new RunInstancesAction(instances),
                new StartInstancesAction(instances),
                new StopInstancesAction(instances),
                new TerminateInstancesAction(instances));
    }
}
