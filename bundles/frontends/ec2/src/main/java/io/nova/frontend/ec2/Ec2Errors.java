package io.nova.frontend.ec2;

import io.nova.model.AccessDeniedException;
import io.nova.model.AlreadyExistsException;
import io.nova.model.AuthenticationFailedException;
import io.nova.model.CloudException;
import io.nova.model.ConflictException;
import io.nova.model.DamagedException;
import io.nova.model.InUseException;
import io.nova.model.IncorrectStateException;
import io.nova.model.InsufficientCapacityException;
import io.nova.model.InvalidParameterException;
import io.nova.model.LimitExceededException;
import io.nova.model.NotFoundException;
import io.nova.model.ResourceType;
import io.nova.model.UnavailableException;
import io.nova.model.UnsupportedException;
import java.time.Duration;
import java.util.Optional;

/**
 * The one table from the cloud's faults to EC2's codes.
 *
 * <p>Source: "Error codes for the Amazon EC2 API" in the EC2 developer guide.
 */
final class Ec2Errors {

    private static final int LONGEST = 600;

    private Ec2Errors() {}

    /**
     * An error as the client gets it.
     *
     * @param status of HTTP
     * @param retryAfter seconds after which to try again; 0 for no such hint
     */
    record Ec2Error(int status, String code, String message, int retryAfter) {

        Ec2Error(int status, String code, String message) {
            this(status, code, message, 0);
        }
    }

    static Ec2Error of(CloudException fault) {
        String message = bounded(String.valueOf(fault.getMessage()));
        // One branch for each permitted type; a test walks them.
        if (fault instanceof NotFoundException) {
            return new Ec2Error(400, notFound(fault.type(), fault.id()), message);
        } else if (fault instanceof AlreadyExistsException) {
            return new Ec2Error(400, duplicate(fault.type()), message);
        } else if (fault instanceof IncorrectStateException) {
            return new Ec2Error(400, incorrectState(fault.type()), message);
        } else if (fault instanceof InUseException) {
            return new Ec2Error(400, inUse(fault), message);
        } else if (fault instanceof LimitExceededException) {
            // Too many requests at once pass by themselves, too many resources do not.
            return fault.type() == ResourceType.REQUEST
                    ? new Ec2Error(503, "RequestLimitExceeded", message, 1)
                    : new Ec2Error(400, limit(fault.type()), message);
        } else if (fault instanceof InsufficientCapacityException) {
            // That a subnet is full is its owner's doing, and EC2 calls it a client's error.
            return new Ec2Error(
                    fault.type() == ResourceType.SUBNET ? 400 : 500,
                    capacity(fault.type()),
                    message);
        } else if (fault instanceof InvalidParameterException invalid) {
            return new Ec2Error(400, parameter(invalid), message);
        } else if (fault instanceof AccessDeniedException) {
            // What another project shared may be seen, and its owner alone changes it.
            return new Ec2Error(
                    403,
                    fault.type() == ResourceType.IMAGE ? "AuthFailure" : "UnauthorizedOperation",
                    message);
        } else if (fault instanceof AuthenticationFailedException failed) {
            return authentication(failed, message);
        } else if (fault instanceof ConflictException conflict) {
            return conflict(conflict, message);
        } else if (fault instanceof UnsupportedException) {
            return new Ec2Error(400, "UnsupportedOperation", message);
        } else if (fault instanceof UnavailableException) {
            return new Ec2Error(503, "Unavailable", message, 1);
        } else if (fault instanceof DamagedException) {
            return new Ec2Error(500, "InternalError", message);
        }
        throw new IllegalStateException("no code for " + fault.getClass());
    }

    /** A message may quote what came, which may be long. */
    private static String bounded(String message) {
        return message.length() <= LONGEST ? message : message.substring(0, LONGEST) + "...";
    }

    static Ec2Error unknownAction(String action) {
        return new Ec2Error(
                400,
                "InvalidAction",
                "The action %s is not valid for this web service"
                        .formatted(action.length() > 80 ? action.substring(0, 80) : action));
    }

    /** What is behind the action starts, or is being exchanged. */
    static Ec2Error notYet(String action) {
        return new Ec2Error(
                503, "Unavailable", "%s is not there yet; try again".formatted(action), 1);
    }

    static Ec2Error dryRun() {
        return new Ec2Error(
                412, "DryRunOperation", "Request would have succeeded, but DryRun flag is set.");
    }

    /** The project's token bucket is empty. */
    static Ec2Error tooMany(String what, Duration wait) {
        long seconds = Math.max(1, wait.plusNanos(999_999_999).toSeconds());
        return new Ec2Error(
                503,
                "RequestLimitExceeded",
                "Request limit exceeded: too many %s; try again in %d s".formatted(what, seconds),
                (int) seconds);
    }

    static Ec2Error internal() {
        return new Ec2Error(
                500,
                "InternalError",
                "An internal error has occurred; the operator's log has more");
    }

    private static String name(ResourceType type) {
        return switch (type) {
            case INSTANCE -> "InvalidInstanceID";
            case RESERVATION -> "InvalidReservationID";
            case IMAGE -> "InvalidAMIID";
            case KEY_PAIR -> "InvalidKeyPair";
            case INSTANCE_TYPE -> "InvalidInstanceType";
            case ZONE -> "InvalidZone";
            case NETWORK -> "InvalidNetworkID";
            case VPC -> "InvalidVpcID";
            case ROUTE_TABLE -> "InvalidRouteTableID";
            case INTERNET_GATEWAY -> "InvalidInternetGatewayID";
            case NETWORK_ACL -> "InvalidNetworkAclID";
            case DHCP_OPTIONS -> "InvalidDhcpOptionID";
            case SUBNET -> "InvalidSubnetID";
            case NETWORK_INTERFACE -> "InvalidNetworkInterfaceID";
            case SECURITY_GROUP -> "InvalidGroup";
            case SECURITY_GROUP_RULE -> "InvalidPermission";
            case ADDRESS_ASSOCIATION -> "InvalidAssociationID";
            case ADDRESS, LEASE -> "InvalidAddress";
            case VOLUME -> "InvalidVolume";
            case VOLUME_ATTACHMENT -> "InvalidAttachment";
            case SNAPSHOT -> "InvalidSnapshot";
            case PROJECT -> "InvalidProject";
            case USER -> "InvalidUser";
            case ACCESS_KEY -> "InvalidAccessKey";
            case HOST -> "InvalidHostID";
            case BUCKET, OBJECT, OBJECT_VERSION, UPLOAD -> "InvalidManifest";
            case TAG -> "InvalidID";
            case DRIVER, REQUEST -> "InvalidRequest";
        };
    }

    /** Rules and addresses can be named in two ways, and EC2 has a code for each. */
    private static String notFound(ResourceType type, String id) {
        return switch (type) {
            case SECURITY_GROUP_RULE ->
                    id.startsWith("sgr-")
                            ? "InvalidSecurityGroupRuleId.NotFound"
                            : "InvalidPermission.NotFound";
            case ADDRESS ->
                    id.startsWith("eipalloc-")
                            ? "InvalidAllocationID.NotFound"
                            : "InvalidAddress.NotFound";
            case INSTANCE_TYPE -> "InvalidInstanceType";
            case BUCKET, OBJECT, OBJECT_VERSION, UPLOAD -> "InvalidManifest";
            default -> name(type) + ".NotFound";
        };
    }

    private static String duplicate(ResourceType type) {
        return type == ResourceType.IMAGE ? "InvalidAMIName.Duplicate" : name(type) + ".Duplicate";
    }

    private static String incorrectState(ResourceType type) {
        return switch (type) {
            case INSTANCE -> "IncorrectInstanceState";
            case IMAGE -> "InvalidAMIID.Unavailable";
            case SECURITY_GROUP -> "CannotDelete";
            default -> "IncorrectState";
        };
    }

    private static String inUse(CloudException fault) {
        return switch (fault.type()) {
            case VOLUME -> "VolumeInUse";
            case SNAPSHOT -> "InvalidSnapshot.InUse";
            case SECURITY_GROUP -> "DependencyViolation";
            case ADDRESS -> "InvalidIPAddress.InUse";
            case ADDRESS_ASSOCIATION -> "Resource.AlreadyAssociated";
            default -> "ResourceInUse";
        };
    }

    private static String limit(ResourceType type) {
        return switch (type) {
            case INSTANCE -> "InstanceLimitExceeded";
            case VOLUME -> "VolumeLimitExceeded";
            case SNAPSHOT -> "SnapshotLimitExceeded";
            case ADDRESS -> "AddressLimitExceeded";
            case KEY_PAIR -> "KeyPairLimitExceeded";
            case TAG -> "TagLimitExceeded";
            case SECURITY_GROUP -> "SecurityGroupLimitExceeded";
            case NETWORK_INTERFACE -> "SecurityGroupsPerInterfaceLimitExceeded";
            case SECURITY_GROUP_RULE -> "RulesPerSecurityGroupLimitExceeded";
            default -> "ResourceLimitExceeded";
        };
    }

    private static String capacity(ResourceType type) {
        return switch (type) {
            case INSTANCE -> "InsufficientInstanceCapacity";
            case VOLUME -> "InsufficientVolumeCapacity";
            case ADDRESS -> "InsufficientAddressCapacity";
            case SUBNET -> "InsufficientFreeAddressesInSubnet";
            default -> "InsufficientCapacity";
        };
    }

    private static String parameter(InvalidParameterException fault) {
        return switch (fault.problem()) {
            case MALFORMED_ID -> malformedId(fault);
            case MISSING -> "MissingParameter";
            case UNKNOWN -> "UnknownParameter";
            case BAD_COMBINATION -> "InvalidParameterCombination";
            case MALFORMED -> malformed(fault);
            case BAD_VALUE, TOO_LARGE, TOO_SMALL, BAD_DIGEST -> "InvalidParameterValue";
        };
    }

    private static String malformed(InvalidParameterException fault) {
        return switch (fault.id()) {
            case "PublicKeyMaterial" -> "InvalidKey.Format";
            case "UserData" -> "InvalidUserData.Malformed";
            case "Manifest" -> "InvalidManifest";
            case "Name" -> "InvalidAMIName.Malformed";
            case "BlockDeviceMapping" -> "InvalidBlockDeviceMapping";
            case "LaunchPermission" -> "InvalidAMIAttributeItemValue";
            default -> "InvalidParameterValue";
        };
    }

    /** EC2's spelling differs from that of what is not found, and not for all in one way. */
    private static String malformedId(InvalidParameterException fault) {
        return switch (fault.type()) {
            case INSTANCE, RESERVATION, IMAGE, VPC, SUBNET, HOST ->
                    name(fault.type()) + ".Malformed";
            case ROUTE_TABLE -> "InvalidRouteTableId.Malformed";
            case INTERNET_GATEWAY -> "InvalidInternetGatewayId.Malformed";
            case NETWORK_ACL -> "InvalidNetworkAclId.Malformed";
            case DHCP_OPTIONS -> "InvalidDhcpOptionsId.Malformed";
            case NETWORK_INTERFACE -> "InvalidNetworkInterfaceId.Malformed";
            case VOLUME -> "InvalidVolumeID.Malformed";
            case SNAPSHOT -> "InvalidSnapshotID.Malformed";
            case SECURITY_GROUP -> "InvalidGroupId.Malformed";
            case SECURITY_GROUP_RULE -> "InvalidSecurityGroupRuleId.Malformed";
            // EC2 knows no malformed ids of these: there is nothing of such an id.
            case ADDRESS -> "InvalidAllocationID.NotFound";
            case ADDRESS_ASSOCIATION -> "InvalidAssociationID.NotFound";
            case PROJECT -> "InvalidUserID.Malformed";
            case TAG -> "InvalidID";
            default -> "InvalidParameterValue";
        };
    }

    private static Ec2Error authentication(AuthenticationFailedException fault, String message) {
        return switch (fault.reason()) {
            case MISSING -> new Ec2Error(403, "MissingAuthenticationToken", message);
            case MALFORMED,
                    HEADER_KIND,
                    QUERY_PARAMETERS,
                    FORM_FIELD,
                    TWO_WAYS,
                    DATE,
                    PAYLOAD_MISSING,
                    PAYLOAD_WORD,
                    NOT_SIGNED ->
                    new Ec2Error(400, "IncompleteSignature", message);
            case UNKNOWN_KEY, BAD_TOKEN -> new Ec2Error(401, "AuthFailure", message);
            case SIGNATURE_MISMATCH, BODY_MISMATCH ->
                    new Ec2Error(403, "SignatureDoesNotMatch", message);
            case SKEWED, EXPIRED, NOT_YET_VALID -> new Ec2Error(400, "RequestExpired", message);
        };
    }

    private static Ec2Error conflict(ConflictException fault, String message) {
        return switch (fault.reason()) {
            case TOKEN_REUSED -> new Ec2Error(400, "IdempotentParameterMismatch", message);
            case CONCURRENT_CHANGE -> new Ec2Error(503, "Unavailable", message, 1);
            case PRECONDITION -> new Ec2Error(400, "IncorrectState", message);
            case PROTECTED -> new Ec2Error(400, "OperationNotPermitted", message);
            case OTHER_ZONE -> new Ec2Error(400, name(fault.type()) + ".ZoneMismatch", message);
        };
    }

    /** Returns the fault at the bottom of what a future threw. */
    static Optional<CloudException> cloudFault(Throwable thrown) {
        Throwable cause = thrown;
        while (!(cause instanceof CloudException) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof CloudException fault ? Optional.of(fault) : Optional.empty();
    }
}
