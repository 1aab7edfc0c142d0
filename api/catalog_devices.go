package api

// Smart Devices: tills and terminals.
var (
	Devices           = resource[Device](smartDevices, "Find Smart Devices", "Read Smart Device", "/Smart/Devices", "smartDeviceId")
	CreateDevice      = writes[NewDevice, Device](smartDevices, "Create Smart Device", "POST /Smart/Devices")
	UpdateDevice      = writes[NewDevice, Device](smartDevices, "Update Smart Device", "PUT /Smart/Devices/{smartDeviceId}")
	DeviceWithRouting = reads[Device](smartDevices, "Get with routing", "GET /Smart/Devices/{smartDeviceId}/routing/{type}")
	SetDevicePIN      = writes[DeviceUserPIN, Device](smartDevices, "Set device PIN", "PUT /Smart/Devices/{smartDeviceId}/pin")
	UpdateDevicePIN   = writes[NewDevicePIN, Result](smartDevices, "Update device PIN", "PUT /Smart/Devices/{smartDeviceId}/devicePin")
	DevicePINSettings = reads[DevicePINs](smartDevices, "Get device PIN settings", "GET /Smart/Devices/{smartDeviceId}/devicePinConfig")
)

// Smart Routings: which tills use which terminals.
var (
	Routings       = resource[Routing](smartRoutings, "Find Smart Routings", "Read Smart Routing", "/Smart/Routings", "smartRoutingId")
	CreateRouting  = writes[NewRouting, Routing](smartRoutings, "Create Smart Routing", "POST /Smart/Routings")
	UpdateRouting  = writes[NewRouting, Routing](smartRoutings, "Update Smart Routing", "PUT /Smart/Routings/{smartRoutingId}")
	DeleteRouting  = writes[None, List[Routing]](smartRoutings, "Delete Smart Routing", "DELETE /Smart/Routings/{smartRoutingId}")
	AssignDevice   = writes[RoutingPriority, Routing](smartRoutings, "Assign Smart Device", "POST /Smart/Routings/{smartRoutingId}/assign/{smartDeviceId}")
	UnassignDevice = writes[None, List[Routing]](smartRoutings, "Unassign Smart Device", "DELETE /Smart/Routings/{smartRoutingId}/assign/{smartDeviceId}")
)
