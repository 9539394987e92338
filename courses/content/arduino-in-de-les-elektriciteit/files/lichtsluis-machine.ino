// Lichtsluis voor een leermodel van een machine
// Leerspoor, module Arduino in de les elektriciteit. Licentie CC BY 4.0.
//
// Bord: Arduino Uno
// A1    : 10 kilo-ohm van 5V naar A1, LDR van A1 naar GND
// pin 7 : ingang van de relaismodule
// pin 9 : led met 220 ohm naar GND
//
// Dit is een leermodel. Gebruik het nooit om mensen te beveiligen.

const int GRENS = 600;         // hoger dan GRENS: de straal is onderbroken
const int RELAIS_AAN = HIGH;   // zet LOW als je module op LOW inschakelt

const int PIN_SENSOR = A1;
const int PIN_RELAIS = 7;
const int PIN_LED = 9;

void setup() {
  digitalWrite(PIN_RELAIS, !RELAIS_AAN);
  pinMode(PIN_RELAIS, OUTPUT);
  pinMode(PIN_LED, OUTPUT);
  Serial.begin(9600);
}

void loop() {
  int licht = analogRead(PIN_SENSOR);
  bool onderbroken = licht > GRENS;
  Serial.println(licht);
  digitalWrite(PIN_LED, onderbroken ? HIGH : LOW);
  digitalWrite(PIN_RELAIS, onderbroken ? !RELAIS_AAN : RELAIS_AAN);
  delay(50);
}
