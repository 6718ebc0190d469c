package io.nova.frontend.ec2.action;

import io.nova.frontend.ec2.query.Type;
import io.nova.model.InstanceTypeName;
import io.nova.model.InvalidParameterException;
import io.nova.model.compute.ShutdownBehavior;
import java.util.Map;

/** What a launch and a change of an instance say alike. */
final class InstanceParameters {

    static final Type<ShutdownBehavior> SHUTDOWN_BEHAVIOR =
            Type.oneOf(
                    Map.of("stop", ShutdownBehavior.STOP, "terminate", ShutdownBehavior.TERMINATE));

    static final Type<InstanceTypeName> INSTANCE_TYPE = Type.text(InstanceParameters::type);

    private InstanceParameters() {}

    private static InstanceTypeName type(String parameter, String text) {
        try {
            return new InstanceTypeName(text);
        } catch (InvalidParameterException e) {
            InvalidParameterException refusal =
                    InvalidParameterException.badValue(
                            parameter,
                            text.length() > 60 ? text.substring(0, 60) : text,
                            "there is no such instance type; DescribeInstanceTypes lists them");
            refusal.initCause(e);
            throw refusal;
        }
    }
}
